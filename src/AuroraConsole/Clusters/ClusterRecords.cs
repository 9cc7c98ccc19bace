using Amazon.CloudWatch.Model;
using Amazon.RDS;
using Amazon.RDS.Model;
using AuroraConsole.Access;
using AuroraConsole.Audit;
using AuroraConsole.Aws;
using AuroraConsole.Clusters.Operations;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.Clusters;

/// <summary>What AWS and the trail know about one cluster beyond the list: instances, events, what a delete would take with it.</summary>
public sealed class ClusterRecords(RdsRegions regions, AwsClients clients, AuditTrail trail, TimeProvider time)
{
    private static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(15);

    /// <summary>Its instances, as AWS orders them.</summary>
    /// <exception cref="ProblemException">403, or why AWS did not answer.</exception>
    public Task<IReadOnlyList<ClusterInstance>> InstancesAsync(Actor actor, Cluster cluster, CancellationToken cancellationToken) => ReadAsync<IReadOnlyList<ClusterInstance>>(actor, async () =>
    {
        var found = await RdsQuestions.InstancesAsync(regions.Rds(cluster.Region), cluster.Id, cancellationToken);
        return
        [
            .. found.Select(instance => new ClusterInstance(
                instance.DBInstanceIdentifier ?? "",
                cluster.Members.FirstOrDefault(member => member.Id == instance.DBInstanceIdentifier)?.IsWriter ?? false,
                instance.DBInstanceStatus ?? "unknown",
                instance.DBInstanceClass ?? "",
                instance.AvailabilityZone,
                instance.Endpoint?.Address,
                instance.Endpoint?.Port ?? cluster.Port)).OrderByDescending(instance => instance.IsWriter),
        ];
    });

    /// <summary>What AWS noted about it and its instances in the last 14 days, its most; newest first.</summary>
    /// <exception cref="ProblemException">403, or why AWS did not answer.</exception>
    public Task<IReadOnlyList<ClusterEvent>> EventsAsync(Actor actor, string region, string id, IReadOnlyList<string> instances, CancellationToken cancellationToken) => ReadAsync<IReadOnlyList<ClusterEvent>>(actor, async () =>
    {
        var asked = instances.Select(instance => AskAsync(instance, SourceType.DbInstance)).Prepend(AskAsync(id, SourceType.DbCluster));
        return [.. (await Task.WhenAll(asked)).SelectMany(events => events).OrderByDescending(happened => happened.At)];

        async Task<IEnumerable<ClusterEvent>> AskAsync(string source, SourceType type)
        {
            var answer = await regions.Rds(region).DescribeEventsAsync(
                new DescribeEventsRequest { SourceIdentifier = source, SourceType = type, Duration = 14 * 24 * 60, MaxRecords = 100 }, cancellationToken);
            return (answer.Events ?? []).Select(happened => new ClusterEvent(Utc(happened.Date), happened.SourceIdentifier ?? source, happened.Message ?? ""));
        }
    });

    /// <summary>What goes with the cluster when it is deleted. Reads AWS and the trail; wakes no database.</summary>
    /// <exception cref="ProblemException">403, or why AWS did not answer.</exception>
    public Task<DeleteReview> ReviewAsync(Actor actor, Cluster cluster, CancellationToken cancellationToken) => ReadAsync(actor, async () =>
    {
        var since = time.GetUtcNow() - TokenLife;
        var minted = (await trail.ReadAsync(actor, 1000, cancellationToken))
            .Where(record => record.Act == nameof(Act.MintToken) && record.State == "succeeded" && record.Subject == cluster.Key && record.At > since).ToList();
        return new DeleteReview(
            [.. ClusterDeletion.InOrder(cluster.Members)],
            await SessionsAsync(cluster, cancellationToken),
            minted.Count,
            [.. minted.Select(record => record.Actor).Distinct().Order()],
            cluster.BackupRetentionDays);
    });

    // The newest minute that CloudWatch has; samples come late, so the last ten are asked for.
    private async Task<SessionCount?> SessionsAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var metric = new Metric { Namespace = "AWS/RDS", MetricName = "DatabaseConnections", Dimensions = [new Dimension { Name = "DBClusterIdentifier", Value = cluster.Id }] };
        var answer = await clients.CloudWatch(cluster.Region).GetMetricDataAsync(
            new GetMetricDataRequest
            {
                StartTime = now.AddMinutes(-10),
                EndTime = now,
                ScanBy = Amazon.CloudWatch.ScanBy.TimestampDescending,
                MetricDataQueries = [new MetricDataQuery { Id = "sessions", MetricStat = new MetricStat { Metric = metric, Period = 60, Stat = "Sum" } }],
            },
            cancellationToken);
        var series = answer.MetricDataResults?.FirstOrDefault();
        return series is { Values: [var count, ..], Timestamps: [var at, ..] } ? new SessionCount((int)count, Utc(at)) : null;
    }

    private static async Task<T> ReadAsync<T>(Actor actor, Func<Task<T>> read)
    {
        AccessControl.Demand(actor, Act.View);
        try
        {
            return await read();
        }
        catch (Exception error) when (AwsProblems.Explain(error) is { } problem)
        {
            throw new ProblemException(problem, error);
        }
    }

    private static DateTimeOffset Utc(DateTime? at) => at is { } known ? new DateTimeOffset(known.ToUniversalTime()) : default;
}

/// <summary>One instance as AWS describes it.</summary>
/// <param name="Id"><c>DBInstanceIdentifier</c>.</param>
/// <param name="IsWriter">Writer or reader.</param>
/// <param name="Status">As AWS says it.</param>
/// <param name="Class">Such as db.serverless.</param>
/// <param name="Zone">Availability zone.</param>
/// <param name="Host">Its own endpoint; <c>null</c> until it has one.</param>
/// <param name="Port">TCP port.</param>
public sealed record ClusterInstance(string Id, bool IsWriter, string Status, string Class, string? Zone, string? Host, int Port);

/// <summary>One event of AWS's own record.</summary>
/// <param name="At">UTC.</param>
/// <param name="Source">The cluster or instance.</param>
/// <param name="Message">AWS's words.</param>
public sealed record ClusterEvent(DateTimeOffset At, string Source, string Message);

/// <summary>Open database sessions.</summary>
/// <param name="Count">How many.</param>
/// <param name="At">UTC, the minute CloudWatch counted.</param>
public sealed record SessionCount(int Count, DateTimeOffset At);

/// <summary>What a delete takes with it.</summary>
/// <param name="Instances">In the order in which they go.</param>
/// <param name="Sessions"><c>null</c> when CloudWatch has no sample, which is not zero.</param>
/// <param name="TokensMinted">In the last 15 minutes, from the trail.</param>
/// <param name="MintedBy">Who minted them.</param>
/// <param name="BackupDays">Days of automatic backups that go too.</param>
public sealed record DeleteReview(IReadOnlyList<ClusterMember> Instances, SessionCount? Sessions, int TokensMinted, IReadOnlyList<string> MintedBy, int BackupDays);
