using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using AuroraConsole.Aws;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity;

/// <summary>Reads a cluster's <c>iam-db-auth-error</c> log: whole the first time, then only what can still have changed.</summary>
public static class AuthLogReader
{
    /// <summary>The log type, as ModifyDBCluster names it.</summary>
    public const string LogType = "iam-db-auth-error";

    /// <summary>The newest lines that are kept of a cluster.</summary>
    public const int MostLines = 20_000;

    /// <summary>The newest lines that are kept of all clusters of a view; a typical line takes 700 bytes of memory, so about 140 MB.</summary>
    public const int MostLinesInAll = 200_000;

    /// <summary>Characters that are kept of a cluster, so that a log of huge lines is bounded too.</summary>
    public const int MostCharacters = 32 << 20;

    /// <summary>A window that does not end after so many pages is given up with a sentence.</summary>
    public const int MostPages = 200;

    /// <summary>The log group of a cluster. Stream names are not documented, so none is asked for.</summary>
    public static string GroupOf(Cluster cluster) => $"/aws/rds/cluster/{cluster.Id}/{LogType}";

    /// <summary>Whether anything can be there: a group that was missing while the export is off stays missing.</summary>
    public static bool NeedsReading(Cluster cluster, ClusterLog? before) => cluster.LogExports.Contains(LogType) || before is null or { GroupExists: true } or { Problem: not null };

    /// <summary>The log over <paramref name="window"/>, going on from <paramref name="before"/>. AWS's refusals are in the answer's <see cref="ClusterLog.Problem"/>.</summary>
    public static async Task<ClusterLog> ReadAsync(
        IAmazonCloudWatchLogs client, Cluster cluster, AuthWindow window, ClusterLog? before, DateTimeOffset now, CloudWatchUse use, CancellationToken cancellationToken)
    {
        var gone = LoginDimensions.IsGone(cluster);
        var exported = cluster.LogExports.Contains(LogType);
        if (!NeedsReading(cluster, before))
            return before! with { IsExported = exported, IsGone = gone };
        // Late lines come in order of nothing, so the last minutes are read anew each time.
        var from = before?.ReadTo is { } read && read - AuthWindow.Lateness > window.From ? read - AuthWindow.Lateness : window.From;
        try
        {
            var (lines, cut) = await ReadLinesAsync(client, cluster, from, window.To, use, cancellationToken);
            List<AuthLogLine> kept = [.. (before?.Lines ?? []).Where(line => line.At >= window.From && line.At < from), .. lines];
            cut |= Trim(kept, MostLines);
            // Once cut, it stays so until the window has moved past the oldest line that was kept.
            cut |= before is { IsCut: true, Lines: [var oldest, ..] } && oldest.At > window.From;
            return new ClusterLog(cluster.Key, exported, true, kept, cut, now, null) { IsGone = gone };
        }
        catch (ResourceNotFoundException)
        {
            return new ClusterLog(cluster.Key, exported, false, [], false, now, null) { IsGone = gone };
        }
        catch (Exception error) when (AwsProblems.Explain(error) is { } problem)
        {
            return before is null
                ? new ClusterLog(cluster.Key, exported, false, [], false, null, problem) { IsGone = gone }
                : before with { IsExported = exported, Problem = problem, IsGone = gone };
        }
    }

    /// <summary>Leaves the newest <see cref="MostLinesInAll"/> lines of all clusters together, however they are spread, and marks the clusters that lost some.</summary>
    public static void TrimAll(ClusterLog[] logs)
    {
        var over = logs.Sum(log => log.Lines.Count) - MostLinesInAll;
        if (over <= 0)
            return;
        // Lines of one moment stay or go together.
        var oldest = logs.SelectMany(log => log.Lines.Select(line => line.At)).Order().ElementAt(over);
        for (var index = 0; index < logs.Length; index++)
        {
            AuthLogLine[] kept = [.. logs[index].Lines.SkipWhile(line => line.At < oldest)];
            if (kept.Length < logs[index].Lines.Count)
                logs[index] = logs[index] with { Lines = kept, IsCut = true };
        }
    }

    private static async Task<(List<AuthLogLine> Lines, bool IsCut)> ReadLinesAsync(
        IAmazonCloudWatchLogs client, Cluster cluster, DateTimeOffset from, DateTimeOffset to, CloudWatchUse use, CancellationToken cancellationToken)
    {
        var lines = new List<AuthLogLine>();
        var cut = false;
        var request = new FilterLogEventsRequest
        {
            LogGroupName = GroupOf(cluster),
            StartTime = from.ToUnixTimeMilliseconds(),
            // FilterLogEvents leaves out what is later than its end, and takes the end itself.
            EndTime = to.ToUnixTimeMilliseconds() - 1,
        };
        for (var page = 0; page < MostPages; page++)
        {
            use.Count(new AskedInAnHour(LogReads: 1));
            var answer = await client.FilterLogEventsAsync(request, cancellationToken);
            lines.AddRange((answer.Events ?? []).Select(line => Read(cluster, line, request.StartTime.Value)));
            cut |= Trim(lines, 2 * MostLines);
            // An empty page may still have a next one.
            request.NextToken = answer.NextToken;
            if (string.IsNullOrEmpty(request.NextToken))
            {
                lines.Sort((one, other) => one.At.CompareTo(other.At));
                return (lines, cut);
            }
        }

        throw new ProblemException(new Problem(
            $"The log of {cluster.Key} has more than {MostPages} pages in this range and was not read to its end. Choose a shorter range.", "TooManyPages"));
    }

    private static AuthLogLine Read(Cluster cluster, FilteredLogEvent line, long otherwise) =>
        AuthLineParser.Parse(cluster.Key, DateTimeOffset.FromUnixTimeMilliseconds(line.Timestamp ?? otherwise), line.Message ?? "") with { EventId = line.EventId };

    // Drops the oldest; the newest line stays, however long it is.
    private static bool Trim(List<AuthLogLine> lines, int most)
    {
        var first = lines.Count;
        long characters = 0;
        while (first > 0 && lines.Count - first < most && (first == lines.Count || characters + lines[first - 1].Text.Length <= MostCharacters))
            characters += lines[--first].Text.Length;
        lines.RemoveRange(0, first);
        return first > 0;
    }
}
