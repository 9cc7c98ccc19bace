using AuroraConsole.Access;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;

namespace AuroraConsole.AuthActivity;

/// <summary>The view of both pages. Its state is the address; what it shows comes from the one watch.</summary>
public sealed partial class AuthView : ComponentBase, IDisposable
{
    private const int MostGroups = 20;
    private SharedFeeds<AuthQuery, LoginsSnapshot>.View? _loginsView;
    private SharedFeeds<AuthQuery, AuthLogSnapshot>.View? _logView;
    private AuthQuery? _query;
    private LoginsSnapshot? _logins;
    private AuthLogSnapshot? _log;
    private (IReadOnlyList<AuthLogLine>? Lines, AuthFilters? Filters, string? Group) _filtered;
    private AuthLogLine[] _lines = [];
    private IReadOnlyList<AuthGroup> _groups = [];
    private AuthGroup? _group;
    private Problem? _problem;
    private Problem? _exportProblem;
    private string? _turningOn;
    private string? _from;
    private string? _to;

    /// <summary><c>region/id</c> on a cluster's own page; <c>null</c> on the fleet's.</summary>
    [Parameter] public string? ClusterKey { get; set; }

    /// <summary>A name of <see cref="AuthRange.Names"/>.</summary>
    [SupplyParameterFromQuery] public string? Range { get; set; }

    /// <summary>UTC, ISO 8601; wins over <see cref="Range"/>.</summary>
    [SupplyParameterFromQuery] public string? From { get; set; }

    /// <summary>UTC, ISO 8601.</summary>
    [SupplyParameterFromQuery] public string? To { get; set; }

    /// <summary>The fleet page's filter, <c>region/id</c>.</summary>
    [SupplyParameterFromQuery(Name = "cluster")] public string? QueryCluster { get; set; }

    /// <summary>An error code.</summary>
    [SupplyParameterFromQuery] public string? Cause { get; set; }

    /// <summary>A database user.</summary>
    [SupplyParameterFromQuery] public string? Role { get; set; }

    /// <summary>A caller without its session.</summary>
    [SupplyParameterFromQuery] public string? Caller { get; set; }

    /// <summary>What lines are searched for.</summary>
    [SupplyParameterFromQuery(Name = "q")] public string? Search { get; set; }

    /// <summary>The key of the group whose cure is shown.</summary>
    [SupplyParameterFromQuery] public string? Group { get; set; }

    /// <summary>A role that CloudWatch cannot speak of, to be looked up in the database.</summary>
    [SupplyParameterFromQuery(Name = "check")] public string? CheckRole { get; set; }

    /// <summary>In which cluster, <c>region/id</c>, where the page is not one cluster's.</summary>
    [SupplyParameterFromQuery(Name = "at")] public string? CheckAt { get; set; }

    /// <summary><c>table</c> for figures in place of charts.</summary>
    [SupplyParameterFromQuery(Name = "view")] public string? Look { get; set; }

    [Inject] private AuthWatch Watch { get; set; } = default!;

    [Inject] private AuthLogExport Export { get; set; } = default!;

    [Inject] private FleetWatch Fleet { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private TimeProvider Time { get; set; } = default!;

    [Inject] private Toasts Toasts { get; set; } = default!;

    [CascadingParameter] private Actor Actor { get; set; } = Actor.Nobody;

    private bool IsTable => Look == "table";

    private bool IsOld => (_logins is not null && _logins.Query != _query) || (_log is not null && _log.Query != _query);

    private bool IsFleet => _query?.Cluster is null;

    private AuthFilters Filters => new(Cause, Role, Caller, Search);

    private IReadOnlyList<string> Unexported => [.. (_log?.Clusters ?? []).Where(cluster => !cluster.IsExported).Select(cluster => cluster.ClusterKey)];

    private IReadOnlyList<(string, string)> ClusterOptions => [.. Fleet.Current.Clusters.Select(cluster => (cluster.Key, cluster.Id))];

    private static IReadOnlyList<(string, string)> CauseOptions => [.. AuthCause.Known.Select(cause => (cause.Code, cause.Title)), (AuthFilters.NotUnderstood, "Not understood")];

    private IReadOnlyList<(string, string)> RoleOptions => Distinct(line => line.Role);

    private IReadOnlyList<(string, string)> CallerOptions => Distinct(line => line.CallerName);

    /// <inheritdoc />
    public void Dispose()
    {
        _loginsView?.Dispose();
        _logView?.Dispose();
    }

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        try
        {
            var query = new AuthQuery(ClusterKey ?? (string.IsNullOrEmpty(QueryCluster) ? null : QueryCluster), AuthRange.Parse(Range, From, To));
            _problem = null;
            if (query != _query)
                LookAt(query);
        }
        catch (ProblemException error)
        {
            _problem = error.Problem;
        }

        Take();
    }

    private void LookAt(AuthQuery query)
    {
        var (loginsBefore, logBefore) = (_loginsView, _logView);
        _query = query;
        _loginsView = Watch.LookAtLogins(Actor, query, OnChanged);
        _logView = Watch.LookAtLog(Actor, query, OnChanged);
        loginsBefore?.Dispose();
        logBefore?.Dispose();
        // What was shown stays, dimmed, until the new figures are here.
        var window = query.Range.At(Time.GetUtcNow());
        (_from, _to) = (AuthRange.Iso(query.Range.Relative is null ? query.Range.From : window.From), AuthRange.Iso(query.Range.Relative is null ? query.Range.To : window.To));
    }

    private void OnChanged() => _ = InvokeAsync(() =>
    {
        Take();
        StateHasChanged();
    });

    // What the filters leave is worked out only when lines or filters moved.
    private void Take()
    {
        _logins = _loginsView?.Current ?? _logins;
        _log = _logView?.Current ?? _log;
        if (_log is null)
            return;
        if (ReferenceEquals(_filtered.Lines, _log.Lines) && _filtered.Filters == Filters && _filtered.Group == Group)
            return;
        _filtered = (_log.Lines, Filters, Group);
        AuthLogLine[] wanted = [.. _log.Lines.Where(Filters.Match)];
        _groups = AuthGroup.Of(wanted);
        _group = _groups.FirstOrDefault(group => group.Key == Group);
        _lines = _group is null ? wanted : [.. wanted.Where(line => AuthGroup.KeyOf(line) == Group)];
    }

    private async Task TurnOn(string clusterKey)
    {
        _turningOn = clusterKey;
        _exportProblem = null;
        try
        {
            await Export.TurnOnAsync(Actor, clusterKey, CancellationToken.None);
            Toasts.Say("The auth error log is exported now", $"{clusterKey}: lines arrive from now on.");
        }
        catch (ProblemException error)
        {
            _exportProblem = error.Problem;
        }
        finally
        {
            _turningOn = null;
        }
    }

    private void ChooseRange(string name) => Go(("range", name), ("from", null), ("to", null));

    private void ChooseMoments() => Go(("from", _from), ("to", _to));

    private void Brushed((DateTimeOffset From, DateTimeOffset To) brush) => Go(("from", AuthRange.Iso(brush.From)), ("to", AuthRange.Iso(brush.To)));

    // Each change is a step one can go back from.
    private void Go(params (string Name, string? Value)[] changes) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        changes.ToDictionary(change => change.Name, change => (object?)(change.Value is "" ? null : change.Value))));

    private IReadOnlyList<(string, string)> Distinct(Func<AuthLogLine, string?> part) =>
        [.. (_log?.Lines ?? []).Select(part).OfType<string>().Distinct().Order(StringComparer.Ordinal).Take(200).Select(value => (value, value))];
}
