namespace AuroraConsole.AuthActivity;

/// <summary>What an export of lines is: where they come from, what was left out, and what is still missing. <c>manifest.json</c> in the zip.</summary>
/// <param name="MadeAt">UTC: when CloudWatch Logs was last read.</param>
/// <param name="From">UTC, inclusive.</param>
/// <param name="To">UTC, exclusive.</param>
/// <param name="SettledTo">UTC: later lines may still arrive.</param>
/// <param name="Filters">As in the page's address; those that are set.</param>
/// <param name="Lines">How many lines the file has.</param>
/// <param name="LinesInRange">How many there are without the filters.</param>
/// <param name="NotUnderstood">Lines of the file without an error code.</param>
/// <param name="FailuresCounted">By the metrics over the range, whatever the filters; <c>null</c>: no sample has arrived.</param>
/// <param name="NotDelivered">Failures counted that have no line in the range; <c>null</c> when nothing was counted.</param>
/// <param name="Comparison">The page's own sentence on metrics and lines.</param>
/// <param name="Csv">How the CSV differs from the lines as they came.</param>
/// <param name="Clusters">Each with its log's state.</param>
public sealed record AuthManifest(
    DateTimeOffset MadeAt, DateTimeOffset From, DateTimeOffset To, DateTimeOffset SettledTo, IReadOnlyDictionary<string, string> Filters,
    int Lines, int LinesInRange, int NotUnderstood, long? FailuresCounted, long? NotDelivered, string Comparison, string Csv, IReadOnlyList<AuthManifestCluster> Clusters)
{
    /// <summary>Says it of lines that were just read.</summary>
    public static AuthManifest Of(AuthRequest request, AuthFilters filters, LoginsSnapshot logins, AuthLogSnapshot log, AuthLines lines)
    {
        (string Name, string? Value)[] named =
        [
            ("cause", filters.Code), ("role", filters.Role), ("caller", filters.Caller), ("q", filters.Search), ("group", filters.Group),
            ("at", filters.Part is { } part ? AuthRange.Iso(part.From) : null), ("range", request.Range), ("period", request.Period),
        ];
        var counted = (long?)logins.Sum.Total(LoginMetric.Failure);
        var honesty = AuthHonesty.Of(logins, log);
        return new AuthManifest(
            log.AskedAt, log.Window.From, log.Window.To, log.Window.From + (log.Window.Period * log.Window.SettledAt(log.AskedAt)),
            named.Where(filter => !string.IsNullOrEmpty(filter.Value)).ToDictionary(filter => filter.Name, filter => filter.Value!),
            lines.Lines.Length, log.Lines.Count, lines.NotUnderstood, counted, counted is { } failures ? Math.Max(0, failures - honesty.Lines) : null,
            $"{honesty.Sentence} {honesty.Why}".Trim(),
            "Text that a spreadsheet would run as a formula starts with an apostrophe in lines.csv. lines.jsonl has every line as it came.",
            [.. log.Clusters.Select(cluster => new AuthManifestCluster(
                cluster.ClusterKey, $"FilterLogEvents of /aws/rds/cluster/{cluster.ClusterKey[(cluster.ClusterKey.IndexOf('/') + 1)..]}/{AuthLogReader.LogType}, all streams, no pattern",
                cluster.IsExported, cluster.IsGone, cluster.GroupExists, cluster.ReadTo, cluster.Lines.Count, cluster.IsCut, cluster.Problem?.Sentence))]);
    }
}

/// <summary>One cluster's log in the manifest.</summary>
/// <param name="Cluster"><c>region/id</c>.</param>
/// <param name="Query">What was asked of AWS.</param>
/// <param name="IsExported">Whether the cluster exports the log now.</param>
/// <param name="IsGone">AWS no longer lists the cluster.</param>
/// <param name="GroupExists">Whether the log group exists.</param>
/// <param name="ReadTo">UTC; <c>null</c>: never read.</param>
/// <param name="Lines">In the range, without the filters.</param>
/// <param name="IsCut">The oldest were left out, for being too many.</param>
/// <param name="Problem">Why it could not be read.</param>
public sealed record AuthManifestCluster(
    string Cluster, string Query, bool IsExported, bool IsGone, bool GroupExists, DateTimeOffset? ReadTo, int Lines, bool IsCut, string? Problem);
