using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using AuroraConsole.Access;
using AuroraConsole.Aws;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity.Alarms;

/// <summary>Makes, changes and deletes alarms on login metrics, and reads the samples a preview is made of.</summary>
public sealed class LoginAlarms(AwsClients clients, FleetWatch fleet, AccessControl access, AlarmWatch watch, CloudWatchUse use, TimeProvider time)
{
    /// <summary>US dollars a month for each metric of an alarm at standard resolution (CloudWatch's list price for us-east-1).</summary>
    public const decimal DollarsAMetric = 0.10m;

    /// <summary>What a preview looks back over.</summary>
    public static readonly TimeSpan Preview = TimeSpan.FromDays(1);

    // The first minute of the preview is judged by what came before it: N periods and two more.
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(AlarmRule.LongestSpan + (2 * AlarmRule.LongestPeriod));

    /// <summary>The cluster's samples a minute, and where CloudWatch has them: one GetMetricData, and ListMetrics for a new alarm.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="cluster">Whose logins.</param>
    /// <param name="target">What an existing alarm watches; <c>null</c>: where the metrics are listed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ProblemException">403, or why CloudWatch does not answer.</exception>
    public async Task<AlarmGround> ReadAsync(Actor actor, Cluster cluster, AlarmTarget? target, CancellationToken cancellationToken)
    {
        AccessControl.Demand(actor, Act.View);
        try
        {
            var client = clients.CloudWatch(cluster.Region);
            var dimensions = target?.AsDimensions() ?? await LoginDimensions.ReadAsync(client, use, cancellationToken);
            target ??= AlarmTarget.Of(cluster, dimensions);
            var now = time.GetUtcNow();
            var to = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
            var window = new AuthWindow(to - Preview - Lead, to, TimeSpan.FromMinutes(1));
            var (read, _) = await LoginMetricsReader.ReadAsync(client, [cluster], target.AsDimensions(), window, use, cancellationToken);
            return read is [{ Problem: { } problem }] ? throw new ProblemException(problem) : new AlarmGround(cluster.Key, target, dimensions.Of(cluster) is not null, window, read[0].Series);
        }
        catch (Exception error) when (error is not ProblemException && AwsProblems.Explain(error) is { } problem)
        {
            throw new ProblemException(problem, error);
        }
    }

    /// <summary>Makes or changes one; recorded before CloudWatch is asked.</summary>
    /// <exception cref="ProblemException">403, 409 when a new one's name is taken or it was changed elsewhere meanwhile, 404 when it is gone, or CloudWatch refused.</exception>
    public Task PutAsync(Actor actor, AlarmOrder order, CancellationToken cancellationToken) => ActAsync(
        actor, order.Cluster.Region, $"{order.Cluster.Key}/alarm:{order.Name}",
        [("act", order.Before is null ? "create" : "change"), ("cause", order.Rule.Metric.AwsName()), ("fires at", order.Rule.Words), ("notify", order.Topics.Count == 0 ? null : string.Join(", ", order.Topics))],
        async client =>
        {
            if (order.Check() is { } wrong)
                throw new ProblemException(wrong);
            await client.PutMetricAlarmAsync(order.ToRequest(await ThereAsync(client, order, cancellationToken)), cancellationToken);
        });

    /// <summary>Deletes one; recorded before CloudWatch is asked.</summary>
    /// <exception cref="ProblemException">403, or CloudWatch refused.</exception>
    public Task DeleteAsync(Actor actor, LoginAlarm alarm, CancellationToken cancellationToken) => ActAsync(
        actor, alarm.Region, $"{alarm.ClusterKey ?? alarm.Region}/alarm:{alarm.Name}", [("act", "delete")],
        client => client.DeleteAlarmsAsync(new DeleteAlarmsRequest { AlarmNames = [alarm.Name] }, cancellationToken));

    /// <summary>The usual alarm of each cause that a cluster has no alarm for yet.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="clusterKeys"><c>region/id</c>.</param>
    /// <param name="there">What there is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ProblemException">403, no such cluster, or CloudWatch does not answer.</exception>
    public async Task<IReadOnlyList<AlarmOrder>> UsualAsync(Actor actor, IReadOnlyList<string> clusterKeys, IReadOnlyList<LoginAlarm> there, CancellationToken cancellationToken)
    {
        AccessControl.Demand(actor, Act.View);
        try
        {
            var orders = new List<AlarmOrder>();
            foreach (var region in (await Task.WhenAll(clusterKeys.Select(key => fleet.GetAsync(key, fresh: false, cancellationToken)))).GroupBy(cluster => cluster.Region))
            {
                var dimensions = await LoginDimensions.ReadAsync(clients.CloudWatch(region.Key), use, cancellationToken);
                orders.AddRange(
                    from cluster in region
                    from cause in LoginMetrics.Causes
                    where !there.Any(alarm => alarm.ClusterKey == cluster.Key && alarm.Metrics.Contains(cause))
                    select AlarmOrder.Usual(cluster, cause, dimensions, []));
            }

            return orders;
        }
        catch (Exception error) when (error is not ProblemException && AwsProblems.Explain(error) is { } problem)
        {
            throw new ProblemException(problem, error);
        }
    }

    // PutMetricAlarm overwrites whatever has the name: nobody else's alarm, and nobody's change, may go that way.
    private static async Task<MetricAlarm?> ThereAsync(IAmazonCloudWatch client, AlarmOrder order, CancellationToken cancellationToken)
    {
        var found = await client.DescribeAlarmsAsync(new DescribeAlarmsRequest { AlarmNames = [order.Name], AlarmTypes = ["MetricAlarm", "CompositeAlarm"] }, cancellationToken);
        var there = found.MetricAlarms?.FirstOrDefault();
        if (order.Before is null)
        {
            return there is null && found.CompositeAlarms is not { Count: > 0 } ? null
                : throw new ProblemException(new Problem($"{order.Cluster.Region} already has an alarm of this name, which would be overwritten. Choose another name; the rest of the form is kept.", "AlarmExists", StatusCodes.Status409Conflict, "name"));
        }

        if (there is null)
            throw new ProblemException(new Problem("This alarm was deleted meanwhile. Create it anew if it is still wanted.", "ResourceNotFound", StatusCodes.Status404NotFound));
        return there.AlarmConfigurationUpdatedTimestamp?.ToUniversalTime() == order.Before.ConfiguredAt?.UtcDateTime ? there
            : throw new ProblemException(new Problem("This alarm was changed elsewhere meanwhile. Close the form and open it again to see what it is now.", "AlarmChanged", StatusCodes.Status409Conflict));
    }

    private async Task ActAsync(Actor actor, string region, string subject, (string Name, string? Value)[] details, Func<IAmazonCloudWatch, Task> act)
    {
        await access.Begin(actor, Act.ManageAlarms, subject, details).CarryOutAsync(() => act(clients.CloudWatch(region)));
        watch.Hurry();
    }
}

/// <summary>What a preview is made of.</summary>
/// <param name="ClusterKey"><c>region/id</c>.</param>
/// <param name="Target">What the alarm watches.</param>
/// <param name="IsListed">CloudWatch lists the metrics there; it does after a first login.</param>
/// <param name="Window">Whole minutes up to now.</param>
/// <param name="Series">The samples.</param>
public sealed record AlarmGround(string ClusterKey, AlarmTarget Target, bool IsListed, AuthWindow Window, LoginSeries Series)
{
    /// <summary>What a rule would have done over the last day.</summary>
    public AlarmPreview Try(AlarmRule rule) => AlarmPreview.Of(rule, Series[rule.Metric], Window.From, (int)LoginAlarms.Preview.TotalMinutes);
}
