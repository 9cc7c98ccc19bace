using AuroraConsole.Clusters;

namespace AuroraConsole.Tests.Clusters;

public sealed class ClusterOrderTests
{
    private static readonly ClusterOrder Good = new("us-east-1", "orders", 0, 8);
    private static readonly string[] Regions = ["us-east-1", "eu-west-1"];

    [Theory]
    [InlineData("a")]
    [InlineData("orders-prod-2")]
    [InlineData("a2345678901234567890123456789012345678901234567890ab")]
    public void Takes_the_names_that_AWS_takes(string name) => Assert.Null(ClusterNames.Check(name));

    [Theory]
    [InlineData("", "Give the cluster a name")]
    [InlineData("1st", "must start with a letter")]
    [InlineData("-a", "must start with a letter")]
    [InlineData("a-", "end with a hyphen")]
    [InlineData("a--b", "two hyphens in a row")]
    [InlineData("a_b", "cannot hold “_”")]
    [InlineData("a b", "cannot hold a space")]
    [InlineData("é", "cannot hold “é”")]
    [InlineData("a\0b", "control character")]
    [InlineData("a2345678901234567890123456789012345678901234567890abc", "53 characters")]
    public void Says_what_is_wrong_with_a_name(string name, string part) => Assert.Contains(part, ClusterNames.Check(name));

    [Theory]
    [InlineData(0, 8, null)]
    [InlineData(0.5, 0.5, "maxAcu")]
    [InlineData(0, 1, null)]
    [InlineData(16, 16, null)]
    [InlineData(0, 256, null)]
    [InlineData(0, 256.5, "maxAcu")]
    [InlineData(0, 0.5, "maxAcu")]
    [InlineData(-0.5, 4, "minAcu")]
    [InlineData(0.3, 4, "minAcu")]
    [InlineData(0, 4.25, "maxAcu")]
    [InlineData(8, 4, "minAcu")]
    [InlineData(double.NaN, 4, "minAcu")]
    [InlineData(0, double.PositiveInfinity, "maxAcu")]
    public void Says_which_end_of_a_range_is_wrong(double min, double max, string? field) =>
        Assert.Equal(field, (Good with { MinAcu = min, MaxAcu = max }).Check(Regions)?.Field);

    [Theory]
    [InlineData(0, 299, "secondsUntilAutoPause")]
    [InlineData(0, 300, null)]
    [InlineData(0, 86_401, "secondsUntilAutoPause")]
    [InlineData(1, 0, null)]
    public void Wants_a_pause_only_where_the_cluster_can_sleep(double min, int seconds, string? field)
    {
        var order = Good with { MinAcu = min, SecondsUntilAutoPause = seconds };

        Assert.Equal(field, order.Check(Regions)?.Field);
        Assert.Equal(min == 0, order.ToRequest().ServerlessV2ScalingConfiguration!.SecondsUntilAutoPause is not null);
    }

    [Fact]
    public void Wants_a_watched_region()
    {
        Assert.Null(Good.Check(Regions));
        Assert.Contains("us-east-1, eu-west-1", (Good with { Region = "mars-1" }).Check(Regions)?.Sentence);
        Assert.Equal("region", (Good with { Region = "" }).Check(Regions)?.Field);
    }

    [Theory]
    [InlineData("env", "dev", true)]
    [InlineData("", "dev", false)]
    [InlineData("aws:env", "dev", false)]
    [InlineData("env", "a<b", false)]
    [InlineData("env", "", true)]
    public void Takes_the_tags_that_AWS_takes(string key, string value, bool taken) =>
        Assert.Equal(taken ? null : "tags", (Good with { Tags = new Dictionary<string, string> { [key] = value } }).Check(Regions)?.Field);

    [Fact]
    public void Its_command_says_the_same_as_its_request()
    {
        var command = ClusterCommands.Create(Good with { Tags = new Dictionary<string, string> { ["owner"] = "d'Arc & co" }, BackupDays = 7 });

        Assert.Contains("create-db-cluster --region us-east-1", command);
        Assert.Contains("--with-express-configuration", command);
        Assert.Contains("MinCapacity=0,MaxCapacity=8,SecondsUntilAutoPause=300", command);
        Assert.Contains("--deletion-protection", command);
        Assert.Contains("'Key=owner,Value=d'\\''Arc & co'", command);
        Assert.Contains("EnableLogTypes=iam-db-auth-error", command);
        Assert.Contains("--backup-retention-period 7", command);
    }

    [Fact]
    public void Estimates_as_a_hand_would()
    {
        var prices = new ClusterPrices();

        Assert.Equal("$0.00", ClusterPrices.Show(prices.Month(0)));
        Assert.Equal("$41.71", ClusterPrices.Show(prices.Month(2, 40)));
        Assert.Equal("$700.80", ClusterPrices.Show(prices.Month(8)));
    }
}
