using System.Text.Json;
using AuroraConsole.AuthActivity;
using AuroraConsole.Fleet;

namespace AuroraConsole.Tests.AuthActivity;

public class AuthDiagnosisTests
{
    private const string Role = "arn:aws:sts::123456789012:assumed-role/api/";

    [Fact]
    public void Lines_are_grouped_by_cause_role_and_caller_the_largest_first()
    {
        var groups = AuthGroup.Of(
        [
            Sample.Line("NotAuthorized", "app_user", Role + "one", 9), Sample.Line("NotAuthorized", "app_user", Role + "two", 3),
            Sample.Line("NotAuthorized", "report", Role + "one"), Sample.Line("ExpiredToken"), Sample.Line("InvalidToken"), Sample.Line("InvalidToken", minutesAgo: 5), Sample.Line("InvalidToken", cluster: "eu-west-1/b"),
        ]);

        Assert.Equal(5, groups.Count);
        Assert.Equal(7, groups.Sum(group => group.Count));
        var api = groups.Single(group => group is { Code: "NotAuthorized", Role: "app_user" });
        Assert.Equal((2, "role/api", Sample.Now.AddMinutes(-9), Sample.Now.AddMinutes(-3)), (api.Count, api.CallerName, api.First, api.Last));
        Assert.Equal("api may not log in to a as app_user: the policies of the caller do not allow it.", api.Sentence);
        Assert.Equal(groups.Select(group => group.Count).OrderDescending(), groups.Select(group => group.Count));
        Assert.Equal(5, groups.Select(group => group.Key).Distinct().Count());
    }

    [Theory]
    [InlineData("NotAuthorized", LoginMetric.InsufficientPermissions, "\"Resource\": \"arn:aws:rds-db:us-east-1:123456789012:dbuser:cluster-A/app_user\"")]
    [InlineData("ExpiredToken", LoginMetric.InvalidToken, "--hostname a.cluster-x.us-east-1.rds.amazonaws.com --port 5432")]
    [InlineData("InvalidToken", LoginMetric.InvalidToken, "--region us-east-1 --username app_user")]
    [InlineData("ThrottlingException", LoginMetric.Throttling, "maxLifetimeSeconds: 1800")]
    [InlineData("InternalError", LoginMetric.ServerError, "Lines: 1, from 2026-11-21T14:13:30Z to 2026-11-21T14:13:30Z")]
    public void Every_documented_code_has_its_metric_reasons_steps_and_cure(string code, LoginMetric metric, string cure)
    {
        var cause = AuthCause.Of(code);

        Assert.Equal(metric, cause.Metric);
        Assert.NotEmpty(cause.Reasons);
        Assert.NotEmpty(cause.Steps);
        Assert.Contains(cure, cause.Cure!(Sample.Cluster("a"), Assert.Single(AuthGroup.Of([Sample.Line(code)]))), StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_for_support_names_cluster_times_and_the_line()
    {
        var text = LoginCures.SupportCase(Sample.Cluster("a"), Assert.Single(AuthGroup.Of([Sample.Line("InternalError", minutesAgo: 7), Sample.Line("InternalError")])));

        foreach (var part in new[] { "arn:aws:rds:us-east-1:123456789012:cluster:a", "cluster-A", "/aws/rds/cluster/a/iam-db-auth-error", "Lines: 2, from 2026-11-21T14:07:30Z", "app_user", "Newest line: InternalError app_user 1" })
            Assert.Contains(part, text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_code_that_is_not_known_is_named_and_braces_in_names_do_no_harm()
    {
        var group = Assert.Single(AuthGroup.Of([Sample.Line("BrandNew", "{0}{7}")]));

        Assert.Equal("{0}{7} was refused by a with a code that is not known here: BrandNew.", group.Sentence);
    }

    [Theory]
    [InlineData("arn:aws:rds:us-east-1:123456789012:cluster:a", "arn:aws:rds-db:us-east-1:123456789012:dbuser:cluster-A/app_user")]
    [InlineData("arn:aws-us-gov:rds:us-east-1:99:cluster:a", "arn:aws-us-gov:rds-db:us-east-1:99:dbuser:cluster-A/app_user")]
    public void The_policy_names_exactly_this_cluster_and_user(string clusterArn, string resource)
    {
        using var policy = JsonDocument.Parse(LoginPolicy.Document(Sample.Cluster("a") with { Arn = clusterArn }, "app_user"));

        var statement = policy.RootElement.GetProperty("Statement")[0];
        Assert.Equal("rds-db:connect", statement.GetProperty("Action").GetString());
        Assert.Equal(resource, statement.GetProperty("Resource").GetString());
        Assert.False(statement.TryGetProperty("Condition", out _));
    }

    [Fact]
    public void A_role_that_a_client_made_up_widens_no_policy_and_runs_no_command()
    {
        Assert.EndsWith("cluster-A/${*}${$}{x}${?}", LoginPolicy.Resource(Sample.Cluster("a"), "*${x}?"), StringComparison.Ordinal);
        Assert.Contains("--username 'a'\\''; rm -rf $HOME #'", LoginCures.FreshToken(Sample.Cluster("a"), "a'; rm -rf $HOME #"), StringComparison.Ordinal);
        Assert.Contains("--username app_user)", LoginCures.FreshToken(Sample.Cluster("a"), "app_user"), StringComparison.Ordinal);
    }

    [Fact]
    public void Filters_leave_the_lines_that_are_wanted()
    {
        AuthLogLine[] lines = [Sample.Line("NotAuthorized", "a", Role + "one"), Sample.Line("InvalidToken", "b"), Sample.Line("", "c") with { Code = null }];

        Assert.Equal(lines[0], Assert.Single(lines, new AuthFilters(null, null, "role/api", null).Match));
        Assert.Equal(lines[1], Assert.Single(lines, new AuthFilters("InvalidToken", "b", null, " invalidtoken ").Match));
        Assert.Equal(lines[2], Assert.Single(lines, new AuthFilters(AuthFilters.NotUnderstood, null, null, null).Match));
        Assert.Equal(3, lines.Count(new AuthFilters(null, null, null, "").Match));
    }

    [Fact]
    public void Metrics_and_log_are_held_against_each_other()
    {
        var twelve = AuthHonesty.Of(Sample.Logins(12), Sample.Log(Sample.ClusterLog(true, [.. Enumerable.Range(0, 9).Select(minute => Sample.Line("InvalidToken", minutesAgo: minute))])));

        Assert.Equal("Metrics count 12 failures from 13:15 to 14:15, the log holds 9 lines.", twelve.Sentence);
        Assert.StartsWith("3 lines are not delivered yet.", twelve.Why, StringComparison.Ordinal);
        Assert.False(twelve.Agrees);
    }

    [Fact]
    public void What_differs_is_explained_as_far_as_it_is_known()
    {
        Assert.StartsWith("The error log is not exported", AuthHonesty.Of(Sample.Logins(2), Sample.Log(Sample.ClusterLog(exported: false))).Why, StringComparison.Ordinal);
        Assert.StartsWith("No failure sample has arrived", AuthHonesty.Of(Sample.Logins(null), Sample.Log(Sample.ClusterLog())).Sentence, StringComparison.Ordinal);
        Assert.StartsWith("1 failure is not delivered yet", AuthHonesty.Of(Sample.Logins(null), Sample.Log(Sample.ClusterLog(true, Sample.Line("InvalidToken")))).Why, StringComparison.Ordinal);
        Assert.Contains("the log holds 1 line.", AuthHonesty.Of(Sample.Logins(1), Sample.Log(Sample.ClusterLog(true, Sample.Line("InvalidToken")))).Sentence, StringComparison.Ordinal);
        Assert.StartsWith("2 lines are missing: the export was off", AuthHonesty.Of(Sample.Logins(2) with { AskedAt = Sample.Now.AddHours(1) }, Sample.Log(Sample.ClusterLog())).Why, StringComparison.Ordinal);
        Assert.StartsWith("Part of it could not be read", AuthHonesty.Of(Sample.Logins(2), Sample.Log(Sample.ClusterLog() with { Problem = new Shared.Problem("no") })).Why, StringComparison.Ordinal);
        Assert.Contains("newest 20,000 lines", AuthHonesty.Of(Sample.Logins(2), Sample.Log(Sample.ClusterLog() with { IsCut = true })).Why, StringComparison.Ordinal);
    }
}
