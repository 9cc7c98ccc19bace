using Amazon.RDS.Model;
using AuroraConsole.Clusters;
using AuroraConsole.Clusters.Operations;
using AuroraConsole.Shared;
using NSubstitute;
using static AuroraConsole.Tests.Clusters.OperationHouse;

namespace AuroraConsole.Tests.Clusters;

public sealed class CreateOperationTests : IDisposable
{
    private static readonly ClusterOrder Order = new("us-east-1", "orders", 0, 8, Tags: new Dictionary<string, string> { ["env"] = "dev" });
    private readonly OperationHouse _house = new();

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task Asks_for_an_express_cluster_and_finishes_its_setup()
    {
        var begun = await _house.Operations.CreateAsync(Ann, Order, CancellationToken.None);
        var ended = await _house.EndedAsync();

        Assert.Equal("us-east-1/orders", begun.Key);
        Assert.Equal(OperationState.Succeeded, ended.State);
        Assert.All(ended.Steps, step => Assert.Equal(StepState.Done, step.State));
        Assert.Equal(["create", "modify", "modify"], _house.Rds.Acts);
        var request = Assert.Single(_house.Rds.Created);
        Assert.Equal(("aurora-postgresql", true, "iam-db-auth", true), (request.Engine, request.WithExpressConfiguration, request.MasterUserAuthenticationType?.Value, request.DeletionProtection));
        Assert.Equal((0, 8, 300), (request.ServerlessV2ScalingConfiguration!.MinCapacity, request.ServerlessV2ScalingConfiguration.MaxCapacity, request.ServerlessV2ScalingConfiguration.SecondsUntilAutoPause));
        Assert.Equal("env=dev", string.Join(',', request.Tags!.Select(tag => $"{tag.Key}={tag.Value}")));
        // What express does not take must not be sent.
        Assert.Null(request.DatabaseName ?? request.EngineVersion ?? request.MasterUserPassword);
        var cluster = Assert.Single(_house.Rds.Clusters);
        Assert.Equal((7, "iam-db-auth-error"), (cluster.BackupRetentionPeriod, cluster.EnabledCloudwatchLogsExports!.Single()));
        Assert.Equal(["CreateCluster succeeded"], await _house.TrailAsync());
    }

    [Fact]
    public async Task Being_stopped_after_its_host_was_disposed_is_no_fault()
    {
        _house.Operations.Dispose();
        await _house.Operations.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Does_only_the_setup_that_is_wanted()
    {
        await _house.Operations.CreateAsync(Ann, Order with { ExportAuthLog = false, BackupDays = 1 }, CancellationToken.None);
        var ended = await _house.EndedAsync();

        Assert.Equal(["create"], _house.Rds.Acts);
        Assert.Equal(["ask", "writer", "name"], ended.Steps.Select(step => step.Name));
    }

    [Theory]
    [InlineData("DBClusterQuotaExceededFault", "region")]
    [InlineData("InvalidParameterCombination", null)]
    [InlineData("FreeTierRestrictionError", "maxAcu")]
    [InlineData("DBClusterAlreadyExistsFault", "id")]
    public async Task Leaves_nothing_behind_when_AWS_refuses(string code, string? field)
    {
        _house.Rds.CreateFails = RdsInMemory.Refusal(code);

        var error = await Assert.ThrowsAsync<ProblemException>(() => _house.Operations.CreateAsync(Ann, Order, CancellationToken.None));

        Assert.Equal((code, field), (error.Problem.Code, error.Problem.Field));
        Assert.Empty(_house.Operations.Current);
        Assert.Empty(Directory.GetFiles(Path.Combine(_house.DataPath, "operations")));
        Assert.Equal([$"CreateCluster failed {code}"], await _house.TrailAsync());
    }

    [Fact]
    public async Task Refuses_a_taken_name_without_asking_for_it()
    {
        _house.Rds.Add("orders");

        var error = await Assert.ThrowsAsync<ProblemException>(() => _house.Operations.CreateAsync(Ann, Order, CancellationToken.None));

        Assert.Equal(("DBClusterAlreadyExistsFault", "id", 409), (error.Problem.Code, error.Problem.Field, error.Problem.Status));
        Assert.Empty(_house.Rds.Acts);
    }

    [Fact]
    public async Task Takes_an_already_exists_for_its_own_echo_when_the_first_answer_was_lost()
    {
        _house.Rds.CreateAnswerLost = RdsInMemory.Refusal("DBClusterAlreadyExistsFault");

        await _house.Operations.CreateAsync(Ann, Order, CancellationToken.None);

        Assert.Equal(OperationState.Succeeded, (await _house.EndedAsync()).State);
    }

    [Fact]
    public async Task Runs_one_operation_a_cluster()
    {
        _house.Rds.Frozen = true;
        await _house.Operations.CreateAsync(Ann, Order with { DeletionProtection = false }, CancellationToken.None);

        var error = await Assert.ThrowsAsync<ProblemException>(() => _house.Operations.DeleteAsync(Ann, new DeleteOrder("us-east-1", "orders", "orders", null), CancellationToken.None));

        Assert.Equal(("OperationRunning", 409), (error.Problem.Code, error.Problem.Status));
        Assert.Equal(["create"], _house.Rds.Acts);
        _house.Rds.Frozen = false;
        Assert.Equal(OperationState.Succeeded, (await _house.EndedAsync()).State);
    }

    [Fact]
    public async Task Refuses_who_may_not_and_writes_it_down()
    {
        await Assert.ThrowsAsync<ProblemException>(() => _house.Operations.CreateAsync(AuroraConsole.Access.Actor.Nobody, Order, CancellationToken.None));

        Assert.Equal(0, _house.Rds.Calls);
        Assert.Equal(["CreateCluster denied AccessDenied"], await _house.TrailAsync());
    }

    [Fact]
    public async Task A_part_of_the_setup_that_fails_does_not_stop_the_others()
    {
        var refused = 0;
        _house.Rds.Client.When(client => client.ModifyDBClusterAsync(Arg.Is<ModifyDBClusterRequest>(request => request.CloudwatchLogsExportConfiguration != null), Arg.Any<CancellationToken>()))
            .Do(_ => { refused++; throw RdsInMemory.Refusal("AccessDenied", "not authorized"); });

        await _house.Operations.CreateAsync(Ann, Order, CancellationToken.None);
        var ended = await _house.EndedAsync();

        Assert.Equal(1, refused);
        Assert.Equal((OperationState.Failed, "AccessDenied"), (ended.State, ended.Problem?.Code));
        Assert.Equal([StepState.Failed, StepState.Done], ended.Steps.TakeLast(2).Select(step => step.State));
        Assert.Equal(7, _house.Rds.Clusters.Single().BackupRetentionPeriod);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_kill_at_any_call_ends_in_the_same_cluster_after_a_restart(bool after)
    {
        for (var call = 2; ; call++)
        {
            using var house = new OperationHouse();
            house.Rds.HangAt(call, after);
            _ = house.Operations.CreateAsync(Ann, Order, CancellationToken.None);
            await house.UntilAsync(() => house.Rds.Calls >= call || house.Operations.Current.Any(operation => !operation.IsRunning));

            if (house.Rds.Calls < call)
            {
                Assert.True(call > 10, "The calls ran out too soon for this to have tested anything.");
                return;
            }

            await house.RestartAsync();
            var ended = await house.EndedAsync();

            Assert.True(ended.State == OperationState.Succeeded, $"killed at call {call}: {ended.Problem}");
            Assert.Equal(1, house.Rds.Acts.Count(act => act == "create"));
            Assert.Equal((7, "iam-db-auth-error"), (house.Rds.Clusters.Single().BackupRetentionPeriod, house.Rds.Clusters.Single().EnabledCloudwatchLogsExports!.Distinct().Single()));
            Assert.Equal(["CreateCluster succeeded"], await house.TrailAsync());
        }
    }
}
