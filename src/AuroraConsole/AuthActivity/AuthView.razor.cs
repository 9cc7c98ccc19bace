using AuroraConsole.Access;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

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
    private (AuthLines? All, AuthFilters? Filters) _filtered;
    private AuthLines _lines = new([]);
    private IReadOnlyList<AuthGroup> _groups = [];
    private AuthGroup? _group;
    private AuthHonesty? _honesty;
    private AuthLogLine? _opened;
    private IReadOnlyList<AuthMark> _marks = [];
    private readonly Dictionary<AuthRange, AuthRange> _zoomedFrom = [];
    private bool _isLive;
    private string? _liveEnded;
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

    /// <summary><see cref="AuthRange.Minute"/> or nothing.</summary>
    [SupplyParameterFromQuery] public string? Period { get; set; }

    /// <summary>UTC, ISO 8601: the bar whose lines are shown.</summary>
    [SupplyParameterFromQuery] public string? At { get; set; }

    /// <summary>The key of the line that is shown whole.</summary>
    [SupplyParameterFromQuery] public string? Line { get; set; }

    /// <summary>The fleet page's filter, <c>region/id</c>.</summary>
    [SupplyParameterFromQuery(Name = "cluster")] public string? QueryCluster { get; set; }

    /// <summary>Error codes with commas between.</summary>
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
    [SupplyParameterFromQuery(Name = "checkin")] public string? CheckAt { get; set; }

    /// <summary><c>table</c> for figures in place of charts.</summary>
    [SupplyParameterFromQuery(Name = "view")] public string? Look { get; set; }

    [Inject] private AuthWatch Watch { get; set; } = default!;

    [Inject] private AuthLogExport Export { get; set; } = default!;

    [Inject] private AuthMarks Marks { get; set; } = default!;

    [Inject] private CloudWatchUse Use { get; set; } = default!;

    [Inject] private IOptions<CloudWatchPrices> PriceOptions { get; set; } = default!;

    [Inject] private FleetWatch Fleet { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private PageAddress Address { get; set; } = default!;

    [Inject] private TimeProvider Time { get; set; } = default!;

    [Inject] private Toasts Toasts { get; set; } = default!;

    [CascadingParameter] private Actor Actor { get; set; } = Actor.Nobody;

    private bool IsTable => Look == "table";

    private bool IsOld => (_logins is not null && _logins.Query != _query) || (_log is not null && _log.Query with { IsLive = false } != _query);

    private bool IsFleet => _query?.Cluster is null;

    private AuthRequest Request => new(ClusterKey ?? QueryCluster, Range, From, To, Period, Cause, Role, Caller, Search, Group, At);

    private IReadOnlyList<string> Unexported => [.. (_log?.Clusters ?? []).Where(cluster => cluster is { IsExported: false, IsGone: false }).Select(cluster => cluster.ClusterKey)];

    private IReadOnlyList<string> Gone => [.. (_logins?.Clusters ?? []).Where(cluster => cluster.IsGone).Select(cluster => cluster.ClusterKey)];

    private IReadOnlyList<(string, string)> ClusterOptions => [.. Fleet.Current.Clusters.Select(cluster => (cluster.Key, cluster.Id))];

    private static IReadOnlyList<(string, string)> CauseOptions => [.. AuthCause.Known.Select(cause => (cause.Code, cause.Title)), (CodesOf(LoginMetric.InvalidToken), LoginMetric.InvalidToken.Title()), (AuthFilters.NotUnderstood, "Not understood")];

    private IReadOnlyList<(string, string)> RoleOptions => [.. (_log?.All.Roles ?? []).Select(role => (role, role))];

    private IReadOnlyList<(string, string)> CallerOptions => [.. (_log?.All.Callers ?? []).Select(caller => (caller, caller))];

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
            var query = Request.Query;
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

    /// <inheritdoc />
    protected override Task OnParametersSetAsync() => MarkAsync();

    private void LookAt(AuthQuery query)
    {
        // An ended range has nothing to follow.
        _isLive &= query.Range.Relative is not null;
        var (loginsBefore, logBefore) = (_loginsView, _logView);
        _query = query;
        _loginsView = Watch.LookAtLogins(Actor, query, OnChanged);
        _logView = Watch.LookAtLog(Actor, query with { IsLive = _isLive }, OnChanged);
        loginsBefore?.Dispose();
        logBefore?.Dispose();
        // What was shown stays, dimmed, until the new figures are here.
        var window = query.Range.At(Time.GetUtcNow());
        (_from, _to) = (AuthRange.Iso(query.Range.Relative is null ? query.Range.From : window.From), AuthRange.Iso(query.Range.Relative is null ? query.Range.To : window.To));
    }

    private void OnChanged() => _ = InvokeAsync(async () =>
    {
        Take();
        StateHasChanged();
        if (await MarkAsync())
            StateHasChanged();
    });

    // What the filters leave is worked out only when lines or filters moved.
    private void Take()
    {
        _logins = _loginsView?.Current ?? _logins;
        _log = _logView?.Current ?? _log;
        if (_log is null)
            return;
        if (_opened?.Key != Line || !ReferenceEquals(_filtered.All, _log.All))
            _opened = _log.All.Find(Line);
        _honesty = _logins is null ? null : AuthHonesty.Of(_logins, _log);
        var filters = Request.Filters(_log.Window);
        if (ReferenceEquals(_filtered.All, _log.All) && _filtered.Filters == filters)
            return;
        _filtered = (_log.All, filters);
        var wanted = _log.All.Where(filters with { Group = null });
        _groups = wanted.Groups;
        _group = _groups.FirstOrDefault(group => group.Key == Group);
        _lines = _group is null ? wanted : wanted.Where(AuthFilters.None with { Group = Group });
    }

    // Whether other marks are there than before.
    private async Task<bool> MarkAsync()
    {
        if (_logins is null || !RendererInfo.IsInteractive)
            return false;
        var marks = await Marks.ReadAsync(Actor, _logins.Query, _logins.Window, CancellationToken.None);
        if (_marks.SequenceEqual(marks))
            return false;
        _marks = marks;
        return true;
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

    private void ChooseRange(string name) => Go(("range", name), ("from", null), ("to", null), ("at", null));

    private void ChooseMoments() => Go(("from", _from), ("to", _to), ("at", null));

    private void Brushed((DateTimeOffset From, DateTimeOffset To) brush) => GoTo(new AuthRange(null, brush.From, brush.To));

    // A bar and the log follows: its minutes, and the cause that was hit.
    private void Picked((DateTimeOffset At, LoginMetric? Cause) bar) =>
        Go(("at", AuthRange.Iso(bar.At)), ("cause", bar.Cause is { } metric ? CodesOf(metric) : Cause), ("group", null), ("line", null));

    private static string CodesOf(LoginMetric metric) => string.Join(',', AuthCause.Known.Where(cause => cause.Metric == metric).Select(cause => cause.Code));

    private void Shift(double lengths)
    {
        if (_query is not null)
            GoTo(_query.Range.Shifted(lengths, Time.GetUtcNow()), keepsWay: false);
    }

    // The way back from a zoom: to where it was begun, else to the relative range.
    private void Unzoom()
    {
        if (_query is { Range.Relative: null } && _zoomedFrom.Remove(_query.Range, out var before))
            GoTo(before, keepsWay: false);
        else
            Go(("from", null), ("to", null), ("at", null));
    }

    private void GoTo(AuthRange range, bool keepsWay = true)
    {
        // As the address will say it: whole seconds, and the period it asks for.
        if (range.Relative is null)
            range = AuthRange.Parse(null, AuthRange.Iso(range.From), AuthRange.Iso(range.To), Period);
        if (range == _query?.Range)
            return;
        if (keepsWay && _query is not null)
            _zoomedFrom[range] = _query.Range;
        Go(
            ("range", range.Relative ?? Range),
            ("from", range.Relative is null ? AuthRange.Iso(range.From) : null),
            ("to", range.Relative is null ? AuthRange.Iso(range.To) : null),
            ("at", null));
    }

    private void ToggleLive()
    {
        _isLive = !_isLive && _query is { Range.Relative: not null };
        _liveEnded = null;
        Follow();
    }

    // Called by the log in the browser: nobody has touched the page for half an hour, or its tab is hidden.
    private void EndLive(string why)
    {
        if (!_isLive)
            return;
        _isLive = false;
        _liveEnded = why;
        Follow();
    }

    private void Follow()
    {
        var before = _logView;
        _logView = Watch.LookAtLog(Actor, _query! with { IsLive = _isLive }, OnChanged);
        before?.Dispose();
    }

    private void Open(AuthLogLine line) => Go(("group", AuthGroup.KeyOf(line)), ("line", line.Key));

    // Each change is a step one can go back from.
    private void Go(params (string Name, string? Value)[] changes) => Address.Change([.. changes.Select(change => (change.Name, change.Value is "" ? null : change.Value))]);
}
