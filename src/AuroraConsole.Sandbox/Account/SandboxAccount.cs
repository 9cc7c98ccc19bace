using System.Security.Cryptography;
using System.Text.Json;

namespace AuroraConsole.Sandbox.Account;

/// <summary>All state of the sandbox account, kept in <c>account.json</c> and its neighbours under the data path.</summary>
/// <remarks>A change is on disk before anybody sees it; transitions are states with a due time, so that a restart goes on with them.</remarks>
public sealed partial class SandboxAccount : IAsyncDisposable
{
    private const int MostEvents = 5_000;
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly SandboxOptions _options;
    private readonly SandboxClock _clock;
    private volatile AccountState _state;
    private volatile RouteTable _routes;

    /// <summary>Opens the account of a data path; an empty one when there is none yet.</summary>
    /// <exception cref="SandboxStartException">When a file cannot be read.</exception>
    public SandboxAccount(SandboxOptions options, SandboxClock clock, ILoggerFactory loggers)
    {
        _options = options;
        _clock = clock;
        _path = Path.Combine(options.DataPath, "account.json");
        IsNew = !File.Exists(_path);
        try
        {
            _state = IsNew ? AccountState.Empty : JsonSerializer.Deserialize<AccountState>(File.ReadAllBytes(_path))!;
            Metrics = new MetricStore(options.DataPath, clock);
            Logs = new LogStore(options.DataPath, clock);
            Alarms = new AlarmStore(options.DataPath, clock);
        }
        catch (Exception e) when (e is JsonException or FormatException or IndexOutOfRangeException)
        {
            throw new SandboxStartException($"The sandbox's files in {options.DataPath} cannot be read ({e.Message}). Delete that folder for a factory reset.", e);
        }

        _routes = RouteTable.Of(_state, options.GatewayPort);
        Iam = new IamPolicies(options.DataPath, options.SessionTokenLength, clock, loggers.CreateLogger<IamPolicies>());
    }

    /// <summary>Nothing was there when it was opened.</summary>
    public bool IsNew { get; }

    /// <summary>A file beside the account's own.</summary>
    internal string PathOf(string fileName) => Path.Combine(_options.DataPath, fileName);

    /// <summary>The account as it is now.</summary>
    public AccountState State => _state;

    /// <summary>CloudWatch's samples.</summary>
    public MetricStore Metrics { get; }

    /// <summary>CloudWatch's alarms.</summary>
    public AlarmStore Alarms { get; }

    /// <summary>CloudWatch's log groups.</summary>
    public LogStore Logs { get; }

    /// <summary>Who may do what.</summary>
    public IamPolicies Iam { get; }

    /// <summary>Time as the sandbox sees it.</summary>
    public SandboxClock Clock => _clock;

    /// <summary>A cluster was made or asked to change; the argument is its resource id.</summary>
    public event Action<string>? Changed;

    /// <summary>The endpoint that owns a port, or <c>null</c>.</summary>
    public DatabaseRoute? RouteOfPort(int port) => _routes.ByPort.GetValueOrDefault(port);

    /// <summary>The endpoint an SNI host name means on the shared port, or <c>null</c>.</summary>
    public DatabaseRoute? RouteOfHost(string hostName) => _routes.ByHost.GetValueOrDefault(hostName);

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Metrics.Dispose();
        Logs.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Puts a new state in force, on disk first. An exception of <paramref name="change"/> leaves everything as it was.</summary>
    internal AccountState Update(Func<AccountState, AccountState> change)
    {
        lock (_lock)
        {
            var before = _state;
            var after = change(before);
            if (ReferenceEquals(before, after) && File.Exists(_path))
                return after;

            AccountFiles.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(after));
            _routes = RouteTable.Of(after, _options.GatewayPort);
            _state = after;
            return after;
        }
    }

    /// <summary>Changes one cluster if it is still there.</summary>
    internal void Update(string resourceId, Func<Cluster, Cluster> change) => Update(state =>
        state.Clusters.FirstOrDefault(c => c.ResourceId == resourceId) is { } cluster ? state.With(resourceId, change(cluster)) : state);

    /// <summary><paramref name="state"/> with one more event; what is older than 14 days goes, and so do the oldest of very many: each change writes them all.</summary>
    internal AccountState WithEvent(AccountState state, string region, string sourceType, string sourceId, string category, string message)
    {
        var now = _clock.GetUtcNow();
        return state with
        {
            Events = [.. state.Events.Where(e => e.Date > now.AddDays(-14)).TakeLast(MostEvents - 1), new AccountEvent(region, sourceType, sourceId, category, message, now)],
        };
    }

    private static string NewResourceId(string prefix) => prefix + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 26);

    private void Notify(string resourceId) => Changed?.Invoke(resourceId);

    private DateTimeOffset DueIn(double seconds) => _clock.GetUtcNow() + TimeSpan.FromSeconds(seconds);
}
