using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity;

/// <summary>The last hour of logins to one cluster, for a line in the fleet. From CloudWatch; no database is touched.</summary>
/// <param name="ClusterKey"><c>region/id</c>.</param>
/// <param name="From">UTC, start of the first step.</param>
/// <param name="Step">Length of a step: two minutes.</param>
/// <param name="Requests">Logins tried, a step each; <c>null</c> where no sample has arrived, which is not zero.</param>
/// <param name="Failures">Logins refused, a step each; <c>null</c> where no sample has arrived.</param>
/// <param name="TotalRequests">Over the hour; <c>null</c> when no sample arrived at all.</param>
/// <param name="TotalFailures">Over the hour; <c>null</c> when no sample arrived at all.</param>
/// <param name="SettledSteps">How many of the first steps are older than samples can be late; the later ones may still change and are drawn as such.</param>
/// <param name="Problem">Why CloudWatch could not be read; the figures are then those of before, if any.</param>
public sealed record AuthSummary(
    string ClusterKey,
    DateTimeOffset From,
    TimeSpan Step,
    IReadOnlyList<double?> Requests,
    IReadOnlyList<double?> Failures,
    double? TotalRequests,
    double? TotalFailures,
    int SettledSteps,
    Problem? Problem)
{
    /// <summary>Logins are being refused within the hour.</summary>
    public bool HasFailures => TotalFailures > 0;
}
