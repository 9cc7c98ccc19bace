using AuroraConsole.Access;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace AuroraConsole.AuthActivity.Alarms;

/// <summary>The list of alarms, with what one does about them.</summary>
public sealed partial class AlarmsDrawer : ComponentBase
{
    private const int Most = 200;
    private const int SearchFrom = 8;
    private ElementReference _drawer;
    private IReadOnlyList<LoginAlarm> _found = [];
    private LoginAlarm? _deleting;
    private Problem? _problem;
    private bool _busy;

    /// <summary>What is known; <c>null</c> before the first answer.</summary>
    [Parameter] public AlarmsSnapshot? Snapshot { get; set; }

    /// <summary>Those to list.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<LoginAlarm> Alarms { get; set; } = [];

    /// <summary>The one cluster that is looked at; <c>null</c>: all.</summary>
    [Parameter] public string? ClusterKey { get; set; }

    /// <summary>Where closing leads.</summary>
    [Parameter, EditorRequired] public string CloseAddress { get; set; } = "";

    /// <summary>What is searched for.</summary>
    [Parameter] public string? Search { get; set; }

    [Inject] private LoginAlarms Service { get; set; } = default!;

    [Inject] private FleetWatch Fleet { get; set; } = default!;

    [Inject] private DialogService Dialogs { get; set; } = default!;

    [Inject] private PageAddress Address { get; set; } = default!;

    [Inject] private Toasts Toasts { get; set; } = default!;

    [Inject] private TimeProvider Time { get; set; } = default!;

    [CascadingParameter] private Actor Actor { get; set; } = Actor.Nobody;

    private bool Off => _busy || !RendererInfo.IsInteractive;

    private DateTimeOffset Now => Time.GetUtcNow();

    private IReadOnlyList<string> Targets => ClusterKey is null ? [.. Fleet.Current.Clusters.Select(cluster => cluster.Key)] : [ClusterKey];

    private string CountText => Snapshot is null ? ""
        : Alarms.Count(alarm => alarm.State == AlarmState.Alarm) is > 0 and var firing ? $"{Alarms.Count:N0}, {firing:N0} in alarm"
        : Alarms.Count == 0 ? "" : $"{Alarms.Count:N0}, none in alarm";

    /// <inheritdoc />
    protected override void OnParametersSet() => _found = string.IsNullOrWhiteSpace(Search)
        ? Alarms
        : [.. Alarms.Where(alarm => $"{alarm.Name} {alarm.ClusterKey} {alarm.Cause}".Contains(Search.Trim(), StringComparison.OrdinalIgnoreCase))];

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            await _drawer.FocusAsync();
    }

    private static StatusKind Kind(AlarmState state) => state switch { AlarmState.Ok => StatusKind.Available, AlarmState.Alarm => StatusKind.Broken, _ => StatusKind.Unknown };

    private static string Word(AlarmState state) => state switch { AlarmState.Ok => "OK", AlarmState.Alarm => "In alarm", _ => "No data" };

    private static string Unlisted(LoginAlarm alarm) => alarm.Target is { } target ? $"{alarm.Region}/{string.Join(", ", target.Values)}, not listed" : "no listed cluster";

    private static string Topic(string arn) => arn.Split(':') is [_, _, "sns", _, _, var name] ? name : arn.Length <= 40 ? arn : $"{arn[..20]}…{arn[^18..]}";

    private static string Short(string name) => name.Length <= 60 ? name : $"{name[..40]}…{name[^18..]}";

    private void Find(string? text) => Address.Replace(("alarm", string.IsNullOrWhiteSpace(text) ? null : text));

    private async Task EditAsync(LoginAlarm? alarm)
    {
        if (await AlarmDialog.OpenAsync(Dialogs, alarm, ClusterKey) is { } name)
            Toasts.Say(alarm is null ? "Alarm created" : "Alarm changed", $"{name}: CloudWatch looks at it within a minute.");
    }

    private async Task UsualAsync() => await UsualAlarmsDialog.OpenAsync(Dialogs, Targets, Alarms);

    private async Task DeleteAsync(LoginAlarm alarm)
    {
        if (_busy)
            return;
        _busy = true;
        _problem = null;
        try
        {
            await Service.DeleteAsync(Actor, alarm, CancellationToken.None);
            Toasts.Say("Alarm deleted", alarm.Name);
        }
        catch (ProblemException error)
        {
            _problem = error.Problem;
        }
        finally
        {
            _busy = false;
            _deleting = null;
        }
    }
}
