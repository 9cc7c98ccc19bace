namespace AuroraConsole.AuthActivity;

/// <summary>What the metrics counted, held against what the log holds.</summary>
/// <param name="Sentence">The comparison.</param>
/// <param name="Why">Where a difference comes from, as far as that can be known.</param>
/// <param name="Agrees">Both count the same.</param>
/// <param name="Lines">The log's lines in the minutes that were compared.</param>
public sealed record AuthHonesty(string Sentence, string Why, bool Agrees, int Lines)
{
    /// <summary>Compares the same minutes of both.</summary>
    public static AuthHonesty Of(LoginsSnapshot logins, AuthLogSnapshot log)
    {
        var window = logins.Window;
        // The two are read at different moments: only minutes that both know are compared.
        var lines = log.Lines.Count(line => line.At >= window.From && line.At < window.To);
        var counted = logins.Sum.Total(LoginMetric.Failure);
        var format = window.To - window.From > TimeSpan.FromHours(20) ? "d MMM HH:mm" : "HH:mm";
        var between = $"from {window.From.UtcDateTime.ToString(format)} to {window.To.UtcDateTime.ToString(format)}";
        var sentence = counted is null
            ? $"No failure sample has arrived {between}, the log holds {Count(lines, "line")}."
            : $"Metrics count {Count((long)counted, "failure")} {between}, the log holds {Count(lines, "line")}.";
        return new AuthHonesty(sentence, Reason((long)(counted ?? 0), lines, logins, log), (long)(counted ?? 0) == lines, lines);
    }

    private static string Reason(long counted, long lines, LoginsSnapshot logins, AuthLogSnapshot log)
    {
        var settled = logins.Window.SettledAt(logins.AskedAt) >= logins.Window.Count;
        var silent = log.Clusters.Count(cluster => cluster is { IsExported: false, IsGone: false });
        if (counted == lines)
            return settled || counted == 0 ? "" : "Both can be 10 minutes late; hatched minutes may still change.";
        if (log.Clusters.Any(cluster => cluster.Problem is not null) || logins.Clusters.Any(cluster => cluster.Problem is not null))
            return "Part of it could not be read; see below.";
        if (log.Clusters.Any(cluster => cluster.IsCut))
            return $"Only the newest {AuthLogReader.MostLines:N0} lines of a cluster, and {AuthLogReader.MostLinesInAll:N0} of all, are kept; choose a shorter range to see the others.";
        if (counted > lines && silent > 0)
            return log.Clusters.Count == 1 ? "The error log is not exported, so causes are missing." : $"{Count(silent, "cluster")} {(silent == 1 ? "does" : "do")} not export the error log, so causes are missing.";
        var what = counted > lines ? Count(counted - lines, "line") : Count(lines - counted, "failure");
        var be = Math.Abs(counted - lines) == 1 ? "is" : "are";
        if (!settled)
            return $"{what} {be} not delivered yet. Both can be 10 minutes late; hatched minutes may still change.";
        return counted > lines
            ? $"{what} {be} missing: the export was off for a while, or the log's retention has passed."
            : $"{what} {be} missing from the metrics. Samples were lost, or a line was written twice.";
    }

    private static string Count(long count, string what) => $"{count:N0} {what}{(count == 1 ? "" : "s")}";
}
