using AuroraConsole.Access;
using AuroraConsole.Shared;

namespace AuroraConsole.Activity;

/// <summary>Looks at sessions while somebody looks at the page: one poll for all pages of an actor that look at the same as the same role.</summary>
public sealed partial class ActivityWatch : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    // A login that failed wakes a paused cluster and counts as a failure each time.
    private static readonly TimeSpan AfterProblem = TimeSpan.FromSeconds(30);

    private readonly ActivityReader _reader;
    private readonly SharedFeeds<ActivityKey, ActivitySnapshot> _feeds;

    /// <summary>Asks nothing until somebody looks.</summary>
    public ActivityWatch(ActivityReader reader, TimeProvider time, ILogger<ActivityWatch> logger)
    {
        _reader = reader;
        _feeds = new(FetchAsync, snapshot => snapshot.Problem is null ? Pause : AfterProblem, time, (key, error) => Log.LookFailed(logger, key.Cluster, error.GetType().Name));
    }

    /// <summary>Looks until disposed; opens a connection as the role, and so wakes a paused cluster and keeps it awake.</summary>
    /// <param name="key">Where, as whom.</param>
    /// <param name="changed">Called on any thread after each look.</param>
    /// <exception cref="ProblemException">403 <c>AccessDenied</c>.</exception>
    public SharedFeeds<ActivityKey, ActivitySnapshot>.View Look(ActivityKey key, Action changed)
    {
        AccessControl.Demand(key.Actor, Act.RunSql);
        var view = _feeds.Look(key, changed);
        // What was left standing is seconds old, and seconds count here.
        _feeds.Hurry(other => other == key);
        return view;
    }

    /// <summary>Looks again now, for those who look.</summary>
    public void Hurry(string cluster) => _feeds.Hurry(key => key.Cluster == cluster);

    /// <inheritdoc />
    public void Dispose() => _feeds.Dispose();

    private async Task<ActivitySnapshot> FetchAsync(ActivityKey key, ActivitySnapshot? before, CancellationToken cancellationToken)
    {
        try
        {
            return await _reader.ReadAsync(key, cancellationToken);
        }
        catch (ProblemException error)
        {
            // What was seen stays, with its time.
            return (before ?? new ActivitySnapshot(default, null, [])) with { Problem = error.Problem };
        }
    }

    private static partial class Log
    {
        // The kind of error alone: its text may hold what a session ran.
        [LoggerMessage(Level = LogLevel.Warning, Message = "Looking at the activity of {Cluster} failed: {Error}")]
        public static partial void LookFailed(ILogger logger, string cluster, string error);
    }
}
