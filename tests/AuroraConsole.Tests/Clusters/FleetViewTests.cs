using AuroraConsole.AuthActivity;
using AuroraConsole.AuthActivity.Alarms;
using AuroraConsole.Clusters;
using AuroraConsole.Clusters.Operations;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.Tests.Clusters;

public sealed class FleetViewTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 14, 14, 56, TimeSpan.Zero);

    [Fact]
    public void Trouble_comes_first_and_silent_regions_last()
    {
        var fleet = Fleet(
            new RegionSnapshot("eu-central-1", [Cluster("eu-central-1", "broken", "failed")], Now, new Problem("Rate exceeded", "Throttling"), Now),
            new RegionSnapshot("us-east-1", [Cluster("us-east-1", "calm"), Cluster("us-east-1", "failing"), Cluster("us-east-1", "moving", "modifying"), Cluster("us-east-1", "vault", "inaccessible-encryption-credentials")], Now, null, null));

        var rows = FleetView.Rows(fleet, [], key => key.EndsWith("failing", StringComparison.Ordinal) ? Logins(rising: true) : null, _ => null, _ => null, Now);

        Assert.Equal(["vault", "failing", "moving", "calm", "broken"], rows.Select(row => row.Id));
        Assert.Equal(["Key not accessible", "Logins failing", "Modifying", "Available", "Failed"], rows.Select(row => row.Word));
        Assert.Equal((5, 3, 1), (FleetView.Count(rows, null), FleetView.Count(rows, "attention"), FleetView.Count(rows, "changing")));
        Assert.Equal("as of 14:14:56", rows[^1].Detail);
    }

    [Fact]
    public void Failures_that_do_not_rise_are_a_figure_and_no_alarm()
    {
        Assert.Equal(StatusKind.Available, Row(logins: Logins(rising: false)).Kind);
        Assert.Equal(StatusKind.Attention, Row(logins: Logins(rising: true)).Kind);
        Assert.Equal(("Available", "demo traffic fails on purpose"), (Row(logins: Logins(rising: true), purpose: "demo").Word, Row(logins: Logins(rising: true), purpose: "demo").Detail));
    }

    [Fact]
    public void An_alarm_that_fires_is_attention_and_says_what_for()
    {
        var alarm = new LoginAlarm(
            "us-east-1", "a", "arn:a", AlarmState.Alarm, Now.AddMinutes(-12), "", [LoginMetric.InsufficientPermissions], "us-east-1/orders", null, null, [], [], true, null);
        FleetRow Row(params Cluster[] clusters) => Assert.Single(FleetView.Rows(Fleet(new RegionSnapshot("us-east-1", clusters, Now, null, null)), [], _ => null, _ => 0, key => key == alarm.ClusterKey ? alarm : null, Now));

        Assert.Equal((StatusKind.Attention, "Alarm: not authorized", "since 14:02"), (Row(Cluster("us-east-1", "orders")).Kind, Row(Cluster("us-east-1", "orders")).Word, Row(Cluster("us-east-1", "orders")).Detail));
        Assert.Equal((StatusKind.Changing, "Modifying"), (Row(Cluster("us-east-1", "orders", "modifying")).Kind, Row(Cluster("us-east-1", "orders", "modifying")).Word));
        Assert.Equal(StatusKind.Asleep, Row(Cluster("us-east-1", "calm")).Kind);
        Assert.Equal(new AlarmBrief("Alarm: AWS error", "since 20 Nov 14:14"), (alarm with { Since = Now.AddDays(-1), Metrics = [LoginMetric.ServerError] }).Brief(Now));
    }

    [Fact]
    public void A_sleeping_cluster_is_asleep_and_one_without_a_sample_is_not()
    {
        Assert.Equal(StatusKind.Asleep, Row(acu: 0).Kind);
        Assert.Equal(StatusKind.Available, Row(acu: 0.5).Kind);
        Assert.Equal(StatusKind.Available, Row(acu: null).Kind);
    }

    [Fact]
    public void A_create_is_shown_before_AWS_lists_it_and_as_set_up_after()
    {
        var operation = Operation(OperationKind.Create, OperationState.Running);

        var before = Assert.Single(FleetView.Rows(Fleet(new RegionSnapshot("us-east-1", [], Now, null, null)), [operation], _ => null, _ => null, _ => null, Now));
        Assert.Equal(("orders", "Creating", StatusKind.Changing), (before.Id, before.Word, before.Kind));
        var after = Assert.Single(FleetView.Rows(Fleet(new RegionSnapshot("us-east-1", [Cluster("us-east-1", "orders")], Now, null, null)), [operation], _ => null, _ => null, _ => null, Now));
        Assert.Equal("Setting up", after.Word);
    }

    [Fact]
    public void A_failure_is_news_for_a_day_and_only_of_this_cluster()
    {
        var fleet = Fleet(new RegionSnapshot("us-east-1", [Cluster("us-east-1", "orders")], Now, null, null));
        var failed = Operation(OperationKind.Delete, OperationState.Failed) with { EndedAt = Now.AddHours(-1), Problem = new Problem("It is protected.") };

        Assert.Equal(("Delete stopped", "It is protected."), FleetView.Rows(fleet, [failed], _ => null, _ => null, _ => null, Now).Select(row => (row.Word, row.Detail)).Single());
        Assert.Equal("Available", FleetView.Rows(fleet, [failed with { EndedAt = Now.AddDays(-2) }], _ => null, _ => null, _ => null, Now)[0].Word);
        Assert.Equal("Available", FleetView.Rows(Fleet(new RegionSnapshot("us-east-1", [Cluster("us-east-1", "orders") with { CreatedAt = Now }], Now, null, null)), [failed], _ => null, _ => null, _ => null, Now)[0].Word);
    }

    [Theory]
    [InlineData("ord", null, null, 1)]
    [InlineData("env=dev", null, null, 1)]
    [InlineData("LOCALHOST:5432", null, null, 2)]
    [InlineData("orders env=prod", null, null, 0)]
    [InlineData(null, "changing", null, 1)]
    [InlineData(null, null, "eu-west-1", 1)]
    [InlineData(null, null, "mars-1", 0)]
    [InlineData(null, "no such state", null, 2)]
    public void Filters_by_what_the_address_says(string? search, string? state, string? region, int expected)
    {
        var fleet = Fleet(
            new RegionSnapshot("us-east-1", [Cluster("us-east-1", "orders") with { Tags = new Dictionary<string, string> { ["env"] = "dev" } }], Now, null, null),
            new RegionSnapshot("eu-west-1", [Cluster("eu-west-1", "media", "upgrading")], Now, null, null));

        Assert.Equal(expected, new FleetView(search, state, region).Of(FleetView.Rows(fleet, [], _ => null, _ => null, _ => null, Now)).Count);
    }

    internal static Cluster Cluster(string region, string id, string status = "available") => new(
        region, id, "cluster-ABC", $"arn:aws:rds:{region}:000000000000:cluster:{id}", status, true, "localhost", null, 5432, "17.7", 0, 8, 300, false, 1, true, [], "postgres",
        Now.AddDays(-3), [new ClusterMember($"{id}-instance-1", true)], new Dictionary<string, string>());

    private static FleetSnapshot Fleet(params RegionSnapshot[] regions) => new(Now, regions);

    private static FleetRow Row(AuthSummary? logins = null, double? acu = null, string purpose = "test") =>
        new("us-east-1", "orders", Cluster("us-east-1", "orders") with { Tags = new Dictionary<string, string> { ["purpose"] = purpose } }, null, logins, acu, null);

    private static AuthSummary Logins(bool rising) => new(
        "us-east-1/orders", Now.AddHours(-1), TimeSpan.FromMinutes(2), [.. Enumerable.Repeat<double?>(10, 30)],
        [.. Enumerable.Range(0, 30).Select(step => (double?)(step < 25 || rising ? step < 25 ? 1 : 5 : 1))], 300, 50, 25, null);

    private static ClusterOperation Operation(OperationKind kind, OperationState state) =>
        new("1", kind, "us-east-1", "orders", "ann", "a", Now.AddMinutes(-1), [new OperationStep("ask", "Ask AWS for the cluster", "", 2)]) { State = state };
}
