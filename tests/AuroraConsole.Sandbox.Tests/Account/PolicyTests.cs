using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Tests.Account;

public sealed class PolicyTests
{
    private const string Connect = "rds-db:connect";
    private const string Resource = "arn:aws:rds-db:us-east-1:000000000000:dbuser:cluster-ABC/app_user";

    [Theory]
    [InlineData("rds-db:connect", "arn:aws:rds-db:us-east-1:000000000000:dbuser:cluster-ABC/app_user", true)]
    [InlineData("RDS-DB:Connect", "arn:aws:rds-db:*:*:dbuser:*/app_user", true)]
    [InlineData("rds-db:*", "arn:aws:rds-db:us-east-?:000000000000:dbuser:cluster-*", true)]
    [InlineData("*", "*", true)]
    [InlineData("rds-db:connect", "arn:aws:rds-db", true)]
    [InlineData("rds:connect", "*", false)]
    [InlineData("rds-db:connect", "arn:aws:rds-db:us-east-1:000000000000:dbuser:cluster-ABC/APP_USER", false)]
    [InlineData("rds-db:connect", "arn:aws:rds-db:eu-*:000000000000:dbuser:*", false)]
    [InlineData("rds-db:connect", "arn:aws:rds-db:*/app_user", false)]
    [InlineData("rds-db:connect", "arn:aws:rds-db:us-east-1:000000000000:dbuser:demo/app_user", false)]
    public void Wildcards_are_IAMs(string action, string resource, bool allowed) =>
        Assert.Equal(allowed, Decide($"{{\"Effect\":\"Allow\",\"Action\":\"{action}\",\"Resource\":[\"{resource}\"]}}") == IamDecision.Allowed);

    [Fact]
    public void Deny_wins_and_silence_is_a_no()
    {
        Assert.Equal(IamDecision.ImplicitlyDenied, Decide("{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}"));
        Assert.Equal(IamDecision.ExplicitlyDenied, Decide("{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}, {\"Effect\":\"Deny\",\"Action\":\"rds-db:*\",\"Resource\":\"*\"}"));
        Assert.Equal(IamDecision.Allowed, Decide("{\"Effect\":\"Allow\",\"NotAction\":\"iam:*\",\"NotResource\":\"arn:aws:s3:::x\"}"));
    }

    [Theory]
    [InlineData("{\"StringEquals\":{\"aws:RequestedRegion\":[\"us-east-1\",\"us-west-2\"]}}", true)]
    [InlineData("{\"StringEquals\":{\"aws:RequestedRegion\":\"eu-west-1\"}}", false)]
    [InlineData("{\"StringNotLike\":{\"aws:username\":\"us*\"}}", false)]
    [InlineData("{\"Bool\":{\"aws:SecureTransport\":\"true\"}}", true)]
    [InlineData("{\"DateGreaterThan\":{\"aws:CurrentTime\":\"2099-01-01T00:00:00Z\"}}", false)]
    [InlineData("{\"StringEquals\":{\"aws:PrincipalTag/team\":\"a\"}}", false)]
    [InlineData("{\"StringEqualsIfExists\":{\"aws:PrincipalTag/team\":\"a\"}}", true)]
    [InlineData("{\"StringEquals\":{\"aws:SourceIp\":\"203.0.113.7\"}}", true)]
    [InlineData("{\"IpAddress\":{\"aws:SourceIp\":\"203.0.113.0/24\"}}", true)]
    [InlineData("{\"NumericLessThan\":{\"aws:MultiFactorAuthAge\":\"3600\"}}", false)]
    public void Conditions_hold_as_IAMs_do_and_source_addresses_do_nothing(string condition, bool allowed) =>
        Assert.Equal(allowed, Decide($"{{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{condition}}}") == IamDecision.Allowed);

    [Fact]
    public void Variables_stand_for_the_caller()
    {
        Assert.Equal(IamDecision.ImplicitlyDenied, Decide("{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"arn:aws:rds-db:*:*:dbuser:*/${aws:username}\"}"));
        Assert.Equal(IamDecision.Allowed, Decide("{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"arn:aws:rds-db:*:*:dbuser:*/app_${aws:username}\"}"));
    }

    [Fact]
    public void The_contracts_three_keys_are_there()
    {
        WithPolicies(null, iam =>
        {
            Assert.True(iam.IsAllowed("SANDBOX", "rds:CreateDBCluster", "arn:aws:rds:us-east-1:000000000000:cluster:x"));
            Assert.True(iam.IsAllowed("SANDBOXAPP", Connect, Resource));
            Assert.False(iam.IsAllowed("SANDBOXAPP", Connect, Resource.Replace("app_user", "postgres", StringComparison.Ordinal)));
            Assert.Equal(IamDecision.ExplicitlyDenied, iam.Decide("SANDBOXDENIED", Connect, Resource));
            Assert.Equal("sandbox", iam.Find("SANDBOXDENIED")?.SecretAccessKey);
            Assert.Null(iam.Find("OTHER"));
            Assert.False(iam.IsAllowed("OTHER", Connect, Resource));
            return 0;
        });
    }

    private static IamDecision Decide(string statements) => WithPolicies(
        $"{{\"Users\":[{{\"UserName\":\"user\",\"AccessKeys\":[{{\"AccessKeyId\":\"K\",\"SecretAccessKey\":\"s\"}}],\"AttachedPolicies\":[\"arn:aws:iam::000000000000:policy/p\"]}}],\"Policies\":[{{\"PolicyName\":\"p\",\"PolicyDocument\":{{\"Version\":\"2012-10-17\",\"Statement\":[{statements}]}}}}]}}",
        iam => iam.Decide("K", Connect, Resource));

    private static T WithPolicies<T>(string? json, Func<IamPolicies, T> use)
    {
        var folder = Directory.CreateTempSubdirectory("aurora-iam-").FullName;
        try
        {
            if (json is not null) File.WriteAllText(Path.Combine(folder, "iam.json"), json);
            return use(new IamPolicies(folder, 680, new SandboxClock(), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
