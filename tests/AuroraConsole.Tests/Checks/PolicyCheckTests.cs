using System.Text.Json;
using AuroraConsole.Checks;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.Tests.Checks;

public sealed class PolicyCheckTests
{
    private const string Id = "cluster-ABCDEFGHIJKLMNOP";
    private const string Right = $"arn:aws:rds-db:eu-west-1:111122223333:dbuser:{Id}/app_user";

    private static readonly Cluster Orders = new("eu-west-1", "orders", Id, "arn:aws:rds:eu-west-1:111122223333:cluster:orders", "available", true, "orders.example", null, 5432, "17.7", 0, 16, 300, true, 7, true, [], "postgres", default, [], new Dictionary<string, string>());

    [Fact]
    public void The_policy_made_here_is_minimal_and_allows_exactly_its_roles()
    {
        var policy = LoginPolicy.Document(Orders, "app_user", "we*ird");
        using var document = JsonDocument.Parse(policy);
        var statement = Assert.Single(document.RootElement.GetProperty("Statement").EnumerateArray());
        Assert.Equal(["Effect", "Action", "Resource"], statement.EnumerateObject().Select(member => member.Name));
        Assert.Equal(Right, statement.GetProperty("Resource")[0].GetString());
        foreach (var (role, kind) in new[] { ("app_user", StatusKind.Available), ("we*ird", StatusKind.Available), ("weAird", StatusKind.Broken), ("postgres", StatusKind.Broken) })
            Assert.Equal(kind, PolicyCheck.Check(policy, Orders, role).Kind);
    }

    [Fact]
    public void A_cluster_of_another_partition_has_a_policy_of_that_partition() => Assert.StartsWith(
        "arn:aws-cn:rds-db:cn-north-1:444455556666:dbuser:", LoginPolicy.Resource(Orders with { Region = "cn-north-1", Arn = "arn:aws-cn:rds:cn-north-1:444455556666:cluster:orders" }, "x"), StringComparison.Ordinal);

    [Theory]
    [InlineData("arn:aws:rds-db:eu-west-1:111122223333:dbuser:cluster-OLDOLDOLDOLD/app_user", "another cluster")]
    [InlineData("arn:aws:rds-db:eu-west-1:111122223333:dbuser:orders/app_user", "cluster's name")]
    [InlineData("arn:aws:rds-db:eu-west-1:111122223333:dbuser:cluster-abcdefghijklmnop/app_user", "in case")]
    [InlineData("arn:aws:rds-db:eu-west-1:111122223333:dbuser:db-ABC/app_user", "instance's resource id")]
    [InlineData($"arn:aws:rds-db:eu-west-1:111122223333:dbuser:{Id}/App_User", "differ in case")]
    [InlineData($"arn:aws:rds-db:eu-west-1:111122223333:dbuser:{Id}/other", "allows other, not app_user")]
    [InlineData($"arn:aws:rds-db:eu-west-1:111122223333:dbuser:{Id}", "role is missing")]
    [InlineData($"arn:aws:rds-db:us-east-1:111122223333:dbuser:{Id}/app_user", "region is us-east-1")]
    [InlineData($"arn:aws:rds-db:eu-west-1:999999999999:dbuser:{Id}/app_user", "account is 999999999999")]
    [InlineData($"arn:aws-cn:rds-db:eu-west-1:111122223333:dbuser:{Id}/app_user", "partition is aws-cn")]
    [InlineData($"arn:aws:rds:eu-west-1:111122223333:dbuser:{Id}/app_user", "service rds")]
    [InlineData("arn:aws:rds:eu-west-1:111122223333:cluster:orders", "service rds")]
    [InlineData("orders/app_user", "not the ARN")]
    public void The_wrong_part_of_a_resource_is_named(string resource, string what)
    {
        var verdict = PolicyCheck.Check(Allow(resource), Orders, "app_user");
        Assert.Equal(StatusKind.Broken, verdict.Kind);
        var finding = Assert.Single(verdict.Findings);
        Assert.Contains(what, finding.Sentence);
        Assert.Equal((resource, Right), (finding.Have, finding.Want));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("arn:aws:rds-db:*:*:dbuser:*/*")]
    [InlineData($"arn:aws:rds-db:eu-west-1:111122223333:dbuser:{Id}/app_*")]
    [InlineData($"arn:*:dbuser:{Id}/app?user")]
    public void Wildcards_are_read_as_IAM_does(string resource) => Assert.Equal(StatusKind.Available, PolicyCheck.Check(Allow(resource), Orders, "app_user").Kind);

    [Theory]
    [InlineData("""{"Effect":"Allow","Action":"rds-db:connect","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}""", StatusKind.Attention, "aws:SourceIp is not supported")]
    [InlineData("""{"Effect":"Allow","Action":"rds-db:connect","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"a"}}}""", StatusKind.Attention, "aws:PrincipalTag/team is met")]
    [InlineData("""{"Effect":"Allow","Action":"rds-db:connect","Resource":"arn:aws:rds-db:eu-west-1:111122223333:dbuser:*/${aws:username}"}""", StatusKind.Attention, "variable")]
    [InlineData("""{"Effect":"Allow","Action":"RDS-DB:Connect","Resource":"*"}""", StatusKind.Available, "Allows")]
    [InlineData("""{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}""", StatusKind.Available, "Allows")]
    [InlineData("""{"Effect":"Allow","Action":"*","NotResource":"arn:aws:s3:::*"}""", StatusKind.Available, "Allows")]
    [InlineData("""{"Effect":"Allow","Action":["rds:*"],"Resource":"*"}""", StatusKind.Broken, "manages clusters")]
    [InlineData("""{"Effect":"allow","Action":"rds-db:connect","Resource":"*"}""", StatusKind.Broken, "written exactly so")]
    [InlineData("""{"Effect":"Allow","Principal":"*","Action":"rds-db:connect","Resource":"*"}""", StatusKind.Broken, "trust or resource policy")]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"Fence","Effect":"Deny","Action":"rds-db:*","Resource":"*"}""", StatusKind.Broken, "Denies")]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"rds-db:*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}""", StatusKind.Attention, "aws:MultiFactorAuthPresent")]
    [InlineData("42", StatusKind.Broken, "written exactly so")]
    public void Statements_are_judged_as_IAM_does(string statements, StatusKind kind, string said)
    {
        var verdict = PolicyCheck.Check($$"""{"Version":"2012-10-17","Statement":[{{statements}}]}""", Orders, "app_user");
        Assert.Equal(kind, verdict.Kind);
        Assert.Contains(verdict.Findings, finding => finding.Sentence.Contains(said, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\n  \"Statement\": [\n    oops\n", "line 3")]
    [InlineData("[]", "no policy")]
    [InlineData("\"text\"", "no policy")]
    [InlineData("", "not JSON")]
    public void What_is_no_policy_is_said(string text, string said)
    {
        var verdict = PolicyCheck.Check(text, Orders, "app_user");
        Assert.Equal(StatusKind.Unknown, verdict.Kind);
        Assert.Contains(said, verdict.Sentence);
    }

    [Fact]
    public void A_pattern_made_to_cost_time_costs_none() =>
        Assert.Equal(StatusKind.Broken, PolicyCheck.Check(Allow(string.Concat(Enumerable.Repeat("*a", 4000)) + "b"), Orders, new string('a', 60)).Kind);

    [Theory]
    [InlineData("arn:aws:rds-db:eu-west-1:111122223333:dbuser:orders/app_user", "orders", Id)]
    [InlineData("arn:aws:rds-db:us-*:111122223333:dbuser:*/App_User", "us-* App_User", "eu-west-1 app_user")]
    [InlineData("arn:aws:rds-db:eu-west-1:111122223333:dbuser:*", "arn:aws:rds-db:eu-west-1:111122223333:dbuser:*", Right)]
    [InlineData(Right, "", "")]
    public void The_parts_that_keep_a_resource_from_matching_are_marked(string resource, string wrong, string right)
    {
        var (have, want) = LoginArn.Compare(resource, Right);
        Assert.Equal((resource, Right), (string.Concat(have.Select(part => part.Text)), string.Concat(want.Select(part => part.Text))));
        Assert.Equal((wrong, right), (Wrong(have), Wrong(want)));

        static string Wrong(IReadOnlyList<ArnPart> parts) => string.Join(' ', parts.Where(part => part.IsWrong).Select(part => part.Text));
    }

    private static string Allow(string resource) => JsonSerializer.Serialize(new { Version = "2012-10-17", Statement = new { Effect = "Allow", Action = "rds-db:connect", Resource = resource } });
}
