using AuroraConsole.Access;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Radzen;

namespace AuroraConsole.Clusters;

/// <summary>The settings of one cluster; each part keeps what was typed until it is saved.</summary>
public sealed partial class SettingsForm : ComponentBase
{
    private static readonly (string Type, string Word, string Why)[] LogTypes =
    [
        ("iam-db-auth-error", "Auth errors", "Why IAM refused a login. Without it failures show no cause."),
        ("postgresql", "PostgreSQL", "The server's own log: errors, slow statements, connections."),
        ("instance", "Instance", "What the instance itself notes."),
    ];

    private readonly HashSet<string> _logs = [];
    private bool _protection;
    private double _min;
    private double _max;
    private int _sleep;
    private int _backups;
    private string? _saving;
    private (string Part, Problem Problem)? _refused;
    private Cluster? _read;

    [CascadingParameter] private Cluster Cluster { get; set; } = default!;

    [CascadingParameter] private Actor Actor { get; set; } = Actor.Nobody;

    [Inject] private ClusterSettings Settings { get; set; } = default!;

    [Inject] private IOptions<ClusterPrices> Prices { get; set; } = default!;

    [Inject] private DialogService Dialogs { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private Toasts Toasts { get; set; } = default!;

    private bool Off => _saving is not null || !RendererInfo.IsInteractive;

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        if (ReferenceEquals(_read, Cluster))
            return;

        // A part follows AWS until someone types into it; what is typed is never overwritten.
        var before = _read ?? Cluster;
        if (_read is null || _protection == before.DeletionProtection)
            _protection = Cluster.DeletionProtection;
        if (_read is null || (_min == before.MinAcu && _max == before.MaxAcu && _sleep == (before.SecondsUntilAutoPause ?? 300)))
            (_min, _max, _sleep) = (Cluster.MinAcu ?? 0, Cluster.MaxAcu ?? 0, Cluster.SecondsUntilAutoPause ?? 300);
        if (_read is null || _backups == before.BackupRetentionDays)
            _backups = Cluster.BackupRetentionDays;
        if (_read is null || _logs.SetEquals(before.LogExports))
        {
            _logs.Clear();
            _logs.UnionWith(Cluster.LogExports);
        }

        _read = Cluster;
    }

    private Problem? ProblemOf(string part) => _refused is { } refused && refused.Part == part ? refused.Problem : null;

    private void Toggle(string type, bool on)
    {
        if (on)
            _logs.Add(type);
        else
            _logs.Remove(type);
    }

    private async Task SaveAsync(string part, ClusterChange change)
    {
        if (_saving is not null)
            return;
        _saving = part;
        _refused = null;
        try
        {
            await Settings.ApplyAsync(Actor, Cluster, change, CancellationToken.None);
            Toasts.Say($"{Cluster.Id} is being changed", "AWS accepted; it takes effect within a minute.");
        }
        catch (ProblemException error)
        {
            _refused = (part, error.Problem);
        }
        finally
        {
            _saving = null;
        }
    }

    private async Task DeleteAsync()
    {
        if (await DeleteDialog.OpenAsync(Dialogs, Cluster) is { } operation)
            Navigation.NavigateTo($"clusters/{operation.Key}/events");
    }
}
