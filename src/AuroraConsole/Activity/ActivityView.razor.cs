using AuroraConsole.Access;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;

namespace AuroraConsole.Activity;

/// <summary>The view of the page. Its state is the address; what it shows comes from the one watch.</summary>
public sealed partial class ActivityView : ComponentBase, IDisposable
{
    private const int MostDrawn = 500;
    private SharedFeeds<ActivityKey, ActivitySnapshot>.View? _view;
    private ActivityKey? _key;
    private ActivitySnapshot? _seen;
    private Problem? _problem;
    private bool _isLive;
    private string? _ended;

    /// <summary>The address.</summary>
    [Parameter, EditorRequired] public ActivityRequest Asked { get; set; } = default!;

    [CascadingParameter] private Cluster Cluster { get; set; } = default!;

    [CascadingParameter] private Actor Actor { get; set; } = Actor.Nobody;

    [Inject] private ActivityWatch Watch { get; set; } = default!;

    [Inject] private PageAddress Address { get; set; } = default!;

    private bool Off => !RendererInfo.IsInteractive;

    // The application's own role first: what it sees is what its developers may see. The master sees more, but never unasked.
    private string Role => Asked.As ?? Cluster.PreferredRole ?? "";

    private string Database => Asked.Database ?? Cluster.PreferredDatabase ?? "postgres";

    private bool CanSleep => Cluster.MinAcu == 0;

    private ActivitySnapshot? Seen => _seen?.Looker is null ? null : _seen;

    private bool IsLocks => Asked.View == "locks";

    private bool IsStatements => Asked.View == "statements";

    private bool IsSessions => !IsLocks && !IsStatements;

    private Session? Chosen => Asked.Pid is { } pid ? _seen?.Find(pid) : null;

    private IReadOnlyList<Session> Shown => [.. (_seen?.Sessions ?? []).Where(Asked.Match).OrderBy(session => session.Kind).ThenBy(session => session.Since ?? DateTimeOffset.MaxValue)];

    /// <inheritdoc />
    public void Dispose() => _view?.Dispose();

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        var key = new ActivityKey(Actor, Cluster.Key, Database, Role);
        if (key == _key || Off || Role.Length == 0)
            return;
        var first = _key is null;
        _key = key;
        _seen = null;
        // A page never wakes a database by being opened; one that cannot sleep is not woken. Who looked goes on as somebody else.
        if (first ? !CanSleep && Cluster.IsAvailable : _isLive)
            Start();
    }

    private void Toggle()
    {
        if (_isLive)
            Stop(null);
        else
            Start();
    }

    private void Start()
    {
        _view?.Dispose();
        (_view, _problem, _ended) = (null, null, null);
        try
        {
            _view = Watch.Look(_key!, () => _ = InvokeAsync(Refresh));
            _isLive = true;
            Refresh();
        }
        catch (ProblemException error)
        {
            (_isLive, _problem) = (false, error.Problem);
        }
    }

    private void Stop(string? why)
    {
        _view?.Dispose();
        (_view, _isLive, _ended) = (null, false, why);
    }

    private void End(string why) => Stop(why);

    private void Refresh()
    {
        if (_view?.Current is not { } current)
            return;
        _seen = current;
        _problem = current.Problem;
        StateHasChanged();
    }

    private void Go(string name, string? value) => Address.Replace((name, string.IsNullOrWhiteSpace(value) ? null : value.Trim()));

    private static IReadOnlyList<(string, string)> StateOptions(ActivitySnapshot snapshot) =>
        [.. Enum.GetValues<SessionState>().Where(state => snapshot.Count(state) > 0).Select(state => (StateName(state), $"{Word(state)}: {snapshot.Count(state):N0}"))];

    private static IReadOnlyList<(string, string)> Options(ActivitySnapshot snapshot, Func<Session, string?> of) =>
        [.. snapshot.Sessions.Select(of).OfType<string>().Distinct().Order().Select(name => (name, name))];

    private static string StateName(SessionState state) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(state.ToString());

    private static StatusKind KindOf(SessionState state) => state switch
    {
        SessionState.Waiting => StatusKind.Attention,
        SessionState.Active => StatusKind.Changing,
        SessionState.IdleInTransaction => StatusKind.Attention,
        SessionState.Aborted => StatusKind.Broken,
        SessionState.Idle => StatusKind.Stopped,
        _ => StatusKind.Unknown,
    };

    private static string Word(Session session) => session is { Kind: SessionState.Active, WaitType: not null } && WaitWords.Of(session) is { } wait ? $"runs, waits {wait}" : Word(session.Kind);

    private static string Word(SessionState state) => state switch
    {
        SessionState.Waiting => "waits for a lock",
        SessionState.Active => "runs",
        SessionState.IdleInTransaction => "idle in transaction",
        SessionState.Aborted => "idle in failed transaction",
        SessionState.Idle => "idle",
        _ => "hidden",
    };

    private static string Age(ActivitySnapshot snapshot, DateTimeOffset? since) => since is { } known ? Ages.Of(snapshot.At - known) : "";

    // AccessExclusiveLock: three words to read.
    private static string Mode(string mode) => string.Concat(mode.Replace("Lock", "", StringComparison.Ordinal).Select((letter, at) => at > 0 && char.IsAsciiLetterUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : letter.ToString()));

    private static string Statement(Session? session) => session switch
    {
        null => "",
        { Query: null } => "hidden from this role",
        { Query: "" } => "",
        { Kind: SessionState.Active or SessionState.Waiting, Query: { } running } => running,
        { Query: { } last } => $"last: {last}",
    };
}
