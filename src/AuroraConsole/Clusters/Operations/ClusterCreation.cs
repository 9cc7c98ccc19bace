using System.Net;
using System.Net.Sockets;
using Amazon.RDS.Model;
using AuroraConsole.Aws;
using AuroraConsole.Shared;

namespace AuroraConsole.Clusters.Operations;

/// <summary>The steps of a create. Each looks at what AWS has before it asks for anything, so it may be repeated after a restart.</summary>
internal static class ClusterCreation
{
    private const string Ask = "ask";
    private const string Writer = "writer";
    private const string Name = "name";
    private const string Export = "export";
    private const string Backups = "backups";

    // Clocks differ a little; a cluster this much older than the operation is not its work.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);

    // A create that AWS never got is repeated this long after it was asked for; later nobody expects it any more.
    private static readonly TimeSpan RepeatFor = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan NameLag = TimeSpan.FromMinutes(3);

    /// <summary>The steps of an order. Seconds: user reports of "create to query 10–45 s".</summary>
    public static IReadOnlyList<OperationStep> Plan(ClusterOrder order)
    {
        List<OperationStep> steps =
        [
            new(Ask, "Ask AWS for the cluster", $"its writer {order.Id}-instance-1 comes with it", 2),
            new(Writer, "Start the writer", "AWS reports no percentage", 28),
            new(Name, "Wait for the endpoint name", "DNS may lag up to 2 min", 5),
        ];
        if (order.ExportAuthLog)
            steps.Add(new(Export, "Export the auth error log", "iam-db-auth-error to CloudWatch Logs", 6));
        if (order.BackupDays != 1)
            steps.Add(new(Backups, $"Keep backups {order.BackupDays} days", "one change, no restart", 4));
        return steps;
    }

    /// <summary>The first step, carried out while the one who asks still looks at the form. AWS has no such cluster yet.</summary>
    /// <exception cref="ProblemException">AWS refused; nothing was made.</exception>
    public static Task BeginAsync(OperationRun run, CancellationToken cancellationToken) =>
        run.StepAsync(Ask, () => AskAsync(run, Order(run), cancellationToken));

    /// <summary>All steps that are not done.</summary>
    public static async Task RunAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var order = Order(run);
        await run.StepAsync(Ask, () => AskAgainAsync(run, order, cancellationToken));
        await run.StepAsync(Writer, () => WaitForWriterAsync(run, cancellationToken));
        await run.StepAsync(Name, () => WaitForNameAsync(run, cancellationToken));

        // The cluster stands: what comes now is setup, and one part that fails does not stop the others.
        Problem? first = null;
        if (order.ExportAuthLog)
        {
            var export = new ModifyDBClusterRequest { DBClusterIdentifier = order.Id, ApplyImmediately = true, CloudwatchLogsExportConfiguration = new() { EnableLogTypes = ["iam-db-auth-error"] } };
            first ??= await SetUpAsync(run, Export, export, cluster => cluster.EnabledCloudwatchLogsExports?.Contains("iam-db-auth-error") == true, cancellationToken);
        }

        if (order.BackupDays != 1)
        {
            var backups = new ModifyDBClusterRequest { DBClusterIdentifier = order.Id, ApplyImmediately = true, BackupRetentionPeriod = order.BackupDays };
            var problem = await SetUpAsync(run, Backups, backups, cluster => cluster.BackupRetentionPeriod == order.BackupDays, cancellationToken);
            first ??= problem;
        }

        if (first is not null)
            throw new ProblemException(first with { Sentence = $"{order.Id} is there, but not all of its setup was done; Settings has it too. {first.Sentence}" });
    }

    private static ClusterOrder Order(OperationRun run) =>
        run.Operation.Order ?? throw new InvalidDataException($"The operation {run.Operation.Id} creates a cluster but holds no order.");

    private static async Task AskAsync(OperationRun run, ClusterOrder order, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await run.Rds.CreateDBClusterAsync(order.ToRequest(), cancellationToken);
            run.Change(operation => operation with { RequestId = answer.ResponseMetadata?.RequestId });
            run.Note(Ask, $"accepted; writer {answer.DBCluster?.DBClusterMembers?.FirstOrDefault()?.DBInstanceIdentifier ?? order.Id + "-instance-1"} comes with it");
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && CreateRefusals.Explain(error, order) is { } problem)
        {
            // The SDK repeats a request whose answer was lost, so "already exists" and silence may both mean that it worked.
            if (problem.Code is not ("DBClusterAlreadyExistsFault" or "NoAnswer") || !IsOurs(run, await run.FindAsync(cancellationToken)))
                throw new ProblemException(problem, error);
            run.Note(Ask, "accepted; its answer was lost on the way");
        }
    }

    private static async Task AskAgainAsync(OperationRun run, ClusterOrder order, CancellationToken cancellationToken)
    {
        DBCluster? found = null;
        await run.UntilAsync(Ask, async () => { found = await run.FindAsync(cancellationToken); return order; }, cancellationToken);
        if (IsOurs(run, found))
            run.Note(Ask, "accepted before the console stopped");
        else if (found is not null)
            throw new ProblemException(CreateRefusals.Taken(order));
        else if (run.Now - run.Operation.StartedAt > RepeatFor)
            throw new ProblemException(new Problem("The console stopped before AWS had the request, so nothing was made. Create the cluster again if it is still wanted.", "Interrupted", StatusCodes.Status409Conflict));
        else
            await AskAsync(run, order, cancellationToken);
    }

    private static bool IsOurs(OperationRun run, DBCluster? cluster) =>
        cluster is not null && (cluster.ClusterCreateTime is not { } made || new DateTimeOffset(made.ToUniversalTime()) >= run.Operation.StartedAt - ClockSkew);

    private static Task<DBCluster> WaitForWriterAsync(OperationRun run, CancellationToken cancellationToken) => run.UntilAsync(Writer, async () =>
    {
        var cluster = await FindOrFailAsync(run, cancellationToken);
        var instances = await RdsQuestions.InstancesAsync(run.Rds, run.Operation.ClusterId, cancellationToken);
        var waiting = instances.FirstOrDefault(instance => instance.DBInstanceStatus != "available");
        if (cluster.Status == "available" && !string.IsNullOrEmpty(cluster.Endpoint) && waiting is null)
        {
            run.Note(Writer, $"{string.Join(", ", instances.Select(instance => instance.DBInstanceIdentifier))} available");
            return cluster;
        }

        if (cluster.Status is "deleting" or "inaccessible-encryption-credentials" || waiting?.DBInstanceStatus is "failed")
            throw new ProblemException(new Problem($"{run.Operation.ClusterId} did not become available: it is {(cluster.Status == "available" ? waiting?.DBInstanceStatus : cluster.Status)}. Its events say more.", "ClusterFailed", StatusCodes.Status422UnprocessableEntity));
        run.Note(Writer, waiting is null ? $"cluster is {cluster.Status}; AWS reports no percentage" : $"{waiting.DBInstanceIdentifier} is {waiting.DBInstanceStatus}; AWS reports no percentage");
        return null;
    }, cancellationToken);

    private static async Task WaitForNameAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var host = (await run.UntilAsync(Name, () => FindOrFailAsync(run, cancellationToken)!, cancellationToken)).Endpoint ?? "";
        var limit = run.Now + NameLag;
        while (!await ResolvesAsync(host, cancellationToken))
        {
            if (run.Now > limit)
            {
                // Not a failure of the cluster: a resolver may be slow, or this computer may see no such names at all.
                run.Note(Name, "the name is not known to this computer's DNS yet; AWS has the cluster available");
                return;
            }

            run.Note(Name, "not in DNS yet; it may lag up to 2 min");
            await run.PauseAsync(cancellationToken);
        }

        run.Note(Name, "the name is in DNS");
    }

    private static async Task<bool> ResolvesAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return (await Dns.GetHostAddressesAsync(host, cancellationToken)).Length > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>One change, asked for once the cluster takes it, waited for until it is there. <c>null</c>, or why not.</summary>
    private static async Task<Problem?> SetUpAsync(OperationRun run, string step, ModifyDBClusterRequest request, Func<DBCluster, bool> isThere, CancellationToken cancellationToken)
    {
        var asked = false;
        try
        {
            await run.StepAsync(step, () => run.UntilAsync(step, async () =>
            {
                var cluster = await FindOrFailAsync(run, cancellationToken);
                if (isThere(cluster))
                    return cluster;
                if (!asked && cluster.Status == "available")
                {
                    await run.Rds.ModifyDBClusterAsync(request, cancellationToken);
                    asked = true;
                }

                return null;
            }, cancellationToken));
            return null;
        }
        catch (ProblemException error) when (error.Problem.Code != "DBClusterNotFoundFault")
        {
            return error.Problem;
        }
    }

    private static async Task<DBCluster> FindOrFailAsync(OperationRun run, CancellationToken cancellationToken) =>
        await run.FindAsync(cancellationToken)
        ?? throw new ProblemException(new Problem($"{run.Operation.ClusterId} is gone: it was deleted while it was being created.", "DBClusterNotFoundFault", StatusCodes.Status404NotFound));
}
