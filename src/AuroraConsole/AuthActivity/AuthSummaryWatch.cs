using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity;

/// <summary>The last hour of logins of every cluster, for the fleet page. Shares its fetch with whoever looks at Auth activity's last hour.</summary>
public sealed class AuthSummaryWatch(AuthWatch watch)
{
    private const int MinutesAStep = 2;
    private static readonly AuthQuery LastHour = new(null, AuthRange.LastHour);
    private readonly Lock _gate = new();
    private LoginsSnapshot? _read;
    private IReadOnlyDictionary<string, AuthSummary> _summaries = new Dictionary<string, AuthSummary>();

    /// <summary>Keeps the figures coming while undisposed; <paramref name="changed"/> is called on any thread.</summary>
    public IDisposable Look(Action changed)
    {
        var look = new FleetLook();
        look.View = watch.LookAtLogins(LastHour, () =>
        {
            if (look.View?.Current is { } snapshot)
                Keep(snapshot);
            changed();
        });
        if (look.View.Current is { } known)
            Keep(known);
        return look;
    }

    /// <summary>The cluster's summary; <c>null</c> before the first answer or when the cluster is not known.</summary>
    /// <param name="clusterKey"><c>region/id</c>.</param>
    public AuthSummary? Find(string clusterKey) => Volatile.Read(ref _summaries).GetValueOrDefault(clusterKey);

    /// <summary>What a fleet line shows of a cluster's metrics.</summary>
    public static AuthSummary Summarize(ClusterLogins cluster, AuthWindow window, DateTimeOffset now, AuthSummary? before)
    {
        // Old figures, said to be old, beat none while CloudWatch does not answer.
        if (cluster.Problem is { } problem && before is not null)
            return before with { Problem = problem };
        return new AuthSummary(
            cluster.ClusterKey,
            window.From,
            window.Period * MinutesAStep,
            Steps(cluster.Series[LoginMetric.Requests]),
            Steps(cluster.Series[LoginMetric.Failure]),
            cluster.Series.Total(LoginMetric.Requests),
            cluster.Series.Total(LoginMetric.Failure),
            window.SettledAt(now) / MinutesAStep,
            cluster.Problem);
    }

    private static double?[] Steps(IReadOnlyList<double> samples) =>
        [.. samples.Chunk(MinutesAStep).Select(step => step.All(double.IsNaN) ? (double?)null : step.Where(sample => !double.IsNaN(sample)).Sum())];

    private void Keep(LoginsSnapshot snapshot)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_read, snapshot) || _read?.AskedAt > snapshot.AskedAt)
                return;
            _read = snapshot;
            var before = _summaries;
            Volatile.Write(ref _summaries, snapshot.Clusters.ToDictionary(
                cluster => cluster.ClusterKey, cluster => Summarize(cluster, snapshot.Window, snapshot.AskedAt, before.GetValueOrDefault(cluster.ClusterKey))));
        }
    }

    private sealed class FleetLook : IDisposable
    {
        public SharedFeeds<AuthQuery, LoginsSnapshot>.View? View { get; set; }

        public void Dispose() => View?.Dispose();
    }
}
