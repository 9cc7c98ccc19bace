using Amazon.RDS;
using Amazon.RDS.Model;
using AuroraConsole.Access;
using AuroraConsole.Audit;
using AuroraConsole.AuthActivity;
using AuroraConsole.AuthActivity.Why;
using AuroraConsole.Aws;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace AuroraConsole.Tests.AuthActivity.Why;

/// <summary>Policies held against a login by the sandbox's IAM, as on an account.</summary>
public sealed class PermissionFindingsTests(AuthRoom room) : IClassFixture<AuthRoom>
{
    private Cluster Demo => room.Fleet.Current.Find(AuthRoom.Demo)!;

    [Fact]
    public async Task A_caller_whose_policies_allow_nothing_is_told_so_with_source_and_time()
    {
        await room.AllowAsync("bare", "arn:aws:rds-db:us-east-1:000000000000:dbuser:cluster-NOWHERE/app_user");
        var found = await DiagnoseAsync("bare", "app_user");

        Assert.Null(found.Sentence);
        Assert.Equal(StatusKind.Available, Kind(found, "Account"));
        Assert.Equal(StatusKind.Broken, Kind(found, "Policy"));
        Assert.Equal("IAM, SimulatePrincipalPolicy", found.Findings.Single(finding => finding.Check.Name == "Policy").Source);
        Assert.All(found.Findings, finding => Assert.Null(finding.Have));
        Assert.All(found.Findings, finding => Assert.InRange(finding.At, Sample.Now.AddYears(-10), DateTimeOffset.UtcNow.AddMinutes(1)));
    }

    [Fact]
    public async Task A_policy_that_names_the_clusters_name_is_marked()
    {
        await room.AllowAsync("by-name", LoginPolicy.UserArn(Demo with { ResourceId = "demo" }, "app_user"));
        var found = await DiagnoseAsync("by-name", "app_user");

        Assert.Equal("by-name may not log in to demo as app_user: its policy names the cluster's name in place of its resource id.", found.Sentence);
        var miss = found.Findings[0];
        Assert.Equal(("Policy", StatusKind.Broken), (miss.Check.Name, miss.Check.Kind));
        Assert.Equal(("arn:aws:rds-db:us-east-1:000000000000:dbuser:demo/app_user", LoginPolicy.UserArn(Demo, "app_user")), (miss.Have, miss.Want));
    }

    [Fact]
    public async Task A_policy_for_an_earlier_cluster_of_the_name_is_marked()
    {
        room.Services.GetRequiredService<AuditTrail>().Begin("ann", nameof(Act.MintToken), AuthRoom.Demo, ("role", "app_user"), ("resource", "cluster-BEFORE")).Succeeded();
        await room.AllowAsync("restored", LoginPolicy.UserArn(Demo with { ResourceId = "cluster-BEFORE" }, "app_user"));
        var found = await DiagnoseAsync("restored", "app_user");

        Assert.EndsWith("its policy names the resource id of an earlier demo.", found.Sentence, StringComparison.Ordinal);
        Assert.Equal(StatusKind.Attention, Kind(found, "Resource id"));
        Assert.Contains("cluster-BEFORE (a token minted here", found.Findings.Single(finding => finding.Check.Name == "Resource id").Check.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recreated_cluster_is_known_by_the_snapshot_that_the_old_one_left()
    {
        var rds = room.Services.GetRequiredService<AwsClients>().Rds("us-east-1");
        var old = await CreateAsync(rds);
        room.Services.GetRequiredService<AuditTrail>().Begin("ann", nameof(Act.MintToken), old.Key, ("role", "app_user"), ("resource", old.ResourceId)).Succeeded();
        var before = await DiagnoseAsync("bare", "app_user", cluster: old);
        // Its own token makes it no earlier one.
        Assert.Equal(StatusKind.Available, Kind(before, "Resource id"));

        await EventuallyAsync(() => rds.DeleteDBInstanceAsync(new DeleteDBInstanceRequest { DBInstanceIdentifier = "twice-instance-1" }));
        await EventuallyAsync(() => rds.DeleteDBClusterAsync(new DeleteDBClusterRequest { DBClusterIdentifier = "twice", FinalDBSnapshotIdentifier = "twice-final" }));
        await AuthRoom.EventuallyAsync(() => room.Fleet.RefreshAsync(default).GetAwaiter().GetResult().Find("us-east-1/twice") is null, "the end of the old cluster");
        var recreated = await CreateAsync(rds);
        await room.AllowAsync("twice-app", LoginPolicy.UserArn(old, "app_user"));
        var found = await DiagnoseAsync("twice-app", "app_user", cluster: recreated);

        Assert.Equal("twice-app may not log in to twice as app_user: its policy names the resource id of an earlier twice.", found.Sentence);
        Assert.Contains($"an earlier twice had {old.ResourceId} (snapshot twice-final,", found.Findings.Single(finding => finding.Check.Name == "Resource id").Check.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("App_User", "app_user", "its policy allows app_user, and case counts")]
    [InlineData("report", "app_user", "its policy allows app_user, not report")]
    public async Task A_policy_for_another_role_is_marked(string role, string allowed, string why)
    {
        await room.AllowAsync("other-role", LoginPolicy.UserArn(Demo, allowed));
        var found = await DiagnoseAsync("other-role", role);

        Assert.Equal($"other-role may not log in to demo as {role}: {why}.", found.Sentence);
    }

    [Fact]
    public async Task Once_the_policy_allows_it_the_lines_are_said_to_be_older()
    {
        await room.AllowAsync("cured", LoginPolicy.UserArn(Demo, "app_user"));
        var found = await DiagnoseAsync("cured", "app_user");

        Assert.Equal(StatusKind.Available, Kind(found, "Policy"));
        Assert.Equal(StatusKind.Attention, Kind(found, "Since then"));
    }

    [Fact]
    public async Task A_console_that_may_not_simulate_says_cannot_tell()
    {
        await using var poor = room.ServicesOf("SANDBOXAPP");
        var found = await DiagnoseAsync("bare", "app_user", poor);

        var policy = found.Findings.Single(finding => finding.Check.Name == "Policy").Check;
        Assert.Equal(StatusKind.Unknown, policy.Kind);
        Assert.StartsWith("cannot tell: the console may not ask IAM", policy.Sentence, StringComparison.Ordinal);
        Assert.Equal(StatusKind.Unknown, Kind(found, "Resource id"));
        Assert.Null(found.Sentence);
    }

    [Fact]
    public async Task A_caller_of_another_account_is_named_as_the_cause()
    {
        var found = await DiagnoseAsync("bare", "app_user", account: "111122223333");

        Assert.Equal(StatusKind.Broken, Kind(found, "Account"));
        Assert.Equal(StatusKind.Unknown, Kind(found, "Policy"));
    }

    [Fact]
    public async Task A_cluster_that_is_gone_and_a_reader_without_a_sign_in_are_told_so()
    {
        var diagnosis = room.Services.GetRequiredService<LoginDiagnosis>();
        var group = Group("bare", "app_user", "000000000000");

        Assert.Equal(StatusKind.Unknown, Assert.Single((await diagnosis.OfAsync(AuthRoom.Ann, group, null, null, [], default)).Findings).Check.Kind);
        await Assert.ThrowsAsync<ProblemException>(() => diagnosis.OfAsync(Actor.Nobody, group, Demo, null, [], default));
    }

    private async Task<Cluster> CreateAsync(IAmazonRDS rds)
    {
        await rds.CreateDBClusterAsync(new CreateDBClusterRequest { DBClusterIdentifier = "twice", Engine = "aurora-postgresql", WithExpressConfiguration = true });
        Cluster? made = null;
        await AuthRoom.EventuallyAsync(() => (made = room.Fleet.RefreshAsync(default).GetAwaiter().GetResult().Find("us-east-1/twice")) is { IsAvailable: true }, "the cluster");
        return made!;
    }

    // A cluster refuses while something else is under way.
    private static async Task EventuallyAsync(Func<Task> act)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await act();
                return;
            }
            catch (AmazonRDSException error) when (tries < 200 && error.ErrorCode.StartsWith("InvalidDB", StringComparison.Ordinal))
            {
                await Task.Delay(50);
            }
        }
    }

    private static StatusKind Kind(Diagnosis diagnosis, string name) => diagnosis.Findings.Single(finding => finding.Check.Name == name).Check.Kind;

    private static AuthGroup Group(string caller, string role, string account) => Assert.Single(AuthGroup.Of(
        [Sample.Line("NotAuthorized", role, $"arn:aws:sts::{account}:assumed-role/{caller}/i-0c41", cluster: AuthRoom.Demo)]));

    private Task<Diagnosis> DiagnoseAsync(string caller, string role, IServiceProvider? services = null, string account = "000000000000", Cluster? cluster = null) =>
        (services ?? room.Services).GetRequiredService<LoginDiagnosis>().OfAsync(AuthRoom.Ann, Group(caller, role, account), cluster ?? Demo, null, ["app_user"], default);
}
