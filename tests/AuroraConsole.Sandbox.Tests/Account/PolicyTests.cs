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

    [Theory]
    [InlineData("{\"ForAnyValue:StringEquals\":{\"x:tags\":[\"b\",\"c\"]}}", "a b", true)]
    [InlineData("{\"ForAnyValue:StringEquals\":{\"x:tags\":\"c\"}}", "a b", false)]
    [InlineData("{\"ForAllValues:StringEquals\":{\"x:tags\":[\"a\",\"b\"]}}", "a b", true)]
    [InlineData("{\"ForAllValues:StringLike\":{\"x:tags\":\"a*\"}}", "a b", false)]
    [InlineData("{\"ForAllValues:StringEquals\":{\"x:tags\":\"a\"}}", null, true)]
    [InlineData("{\"ForAnyValue:StringEquals\":{\"x:tags\":\"a\"}}", null, false)]
    [InlineData("{\"ForAnyValue:StringNotEquals\":{\"x:tags\":\"a\"}}", "a b", true)]
    [InlineData("{\"StringNotEquals\":{\"x:tags\":\"a\"}}", "a b", false)]
    [InlineData("{\"StringNotEquals\":{\"x:tags\":\"a\"}}", null, true)]
    [InlineData("{\"Null\":{\"x:tags\":\"true\"}}", null, true)]
    [InlineData("{\"Null\":{\"x:tags\":\"false\"}}", "a", true)]
    [InlineData("{\"StringEquals\":{\"x:tags\":\"${aws:username}\"}}", "user", true)]
    [InlineData("{\"StringLike\":{\"x:tags\":\"${*}b\"}}", "ab", false)]
    [InlineData("{\"StringEquals\":{\"x:tags\":\"${*}b\"}}", "*b", true)]
    [InlineData("{\"StringEquals\":{\"x:tags\":\"${x:none, 'a'}\"}}", "a", true)]
    [InlineData("{\"StringEquals\":{\"x:tags\":\"${x:none}\"}}", "${x:none}", false)]
    [InlineData("{\"DateEquals\":{\"x:tags\":\"2026-01-01T00:00:00Z\"}}", "2026-01-01T01:00:00+01:00", true)]
    public void Conditions_of_several_values_hold_as_IAMs_do(string condition, string? values, bool allowed)
    {
        List<KeyValuePair<string, Texts>> context = values is null ? [] : [new("x:tags", new(values.Split(' ')))];
        var decision = WithPolicies(Document($"{{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{condition}}}"),
            iam => iam.Simulate(iam.FindPrincipal("arn:aws:iam::000000000000:user/user")!, "x:Do", "*", context).Decision);
        Assert.Equal(allowed, decision == IamDecision.Allowed);
    }

    // What the Aurora User Guide calls unsupported: the clause counts for nothing, the statement for what is left of it.
    [Theory]
    [InlineData("aws:SourceIp")]
    [InlineData("aws:SourceVpc")]
    [InlineData("aws:SourceVpce")]
    [InlineData("aws:VpcSourceIp")]
    [InlineData("aws:UserAgent")]
    [InlineData("aws:Referer")]
    [InlineData("AWS:sourceip")]
    public void Keys_that_logins_do_not_support_are_as_if_not_written(string key)
    {
        foreach (var clause in new[] { "StringEquals", "StringNotEquals", "StringLike" })
        {
            var condition = $"\"Condition\":{{\"{clause}\":{{\"{key}\":\"no-such-value\"}}}}";
            Assert.Equal(IamDecision.Allowed, Decide($"{{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",{condition}}}"));
            Assert.Equal(IamDecision.ExplicitlyDenied, Decide($"{{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}},{{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\",{condition}}}"));
        }

        // Beside it other clauses still decide, and other actions know the key.
        Assert.Equal(IamDecision.ImplicitlyDenied, Decide($"{{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{{\"StringEquals\":{{\"{key}\":\"x\",\"aws:username\":\"other\"}}}}}}"));
        Assert.Equal(IamDecision.ImplicitlyDenied, WithPolicies(Document($"{{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{{\"StringEquals\":{{\"{key}\":\"x\"}}}}}}"), iam => iam.Decide("K", "rds:Do", "*")));
    }

    [Fact]
    public void Wildcards_agree_with_regular_expressions()
    {
        var random = new Random(20261101);
        const string Letters = "ab*?:/";
        for (var i = 0; i < 20_000; i++)
        {
            var pattern = Text(9);
            var text = Text(9).Replace('?', 'b');
            var expected = System.Text.RegularExpressions.Regex.IsMatch(text, "^" + System.Text.RegularExpressions.Regex.Escape(pattern).Replace("\\*", ".*").Replace("\\?", ".") + "\\z", System.Text.RegularExpressions.RegexOptions.Singleline);
            Assert.True(expected == Wildcard.Matches(pattern, text), $"{pattern} on {text}");
            Assert.True((text == pattern) == Wildcard.Matches(Wildcard.Escape(pattern), text), $"escaped {pattern} on {text}");
        }

        string Text(int longest) => string.Concat(Enumerable.Range(0, random.Next(longest)).Select(_ => Letters[random.Next(Letters.Length)]));
    }

    [Theory]
    [InlineData("{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}", "must not have a Principal")]
    [InlineData("{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\"}", "must not have a Principal")]
    [InlineData("{\"Effect\":\"Permit\",\"Action\":\"*\",\"Resource\":\"*\"}", "it is \"Allow\" or \"Deny\"")]
    [InlineData("{\"Effect\":\"Allow\",\"Action\":\"*\",\"NotAction\":\"*\",\"Resource\":\"*\"}", "either Action or NotAction")]
    [InlineData("{\"Effect\":\"Allow\",\"Action\":\"*\"}", "either Resource or NotResource")]
    [InlineData("{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{\"StringIs\":{\"a\":\"b\"}}}", "condition operator \"StringIs\"")]
    public void A_document_that_is_not_IAMs_grammar_is_refused(string statement, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => IamDocument.Parse(Document(statement))).Message);

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

    private static IamDecision Decide(string statements) => WithPolicies(Document(statements), iam => iam.Decide("K", Connect, Resource));

    private static string Document(string statements) =>
        $"{{\"Users\":[{{\"UserName\":\"user\",\"AccessKeys\":[{{\"AccessKeyId\":\"K\",\"SecretAccessKey\":\"s\"}}],\"AttachedPolicies\":[\"arn:aws:iam::000000000000:policy/p\"]}}],\"Policies\":[{{\"PolicyName\":\"p\",\"PolicyDocument\":{{\"Version\":\"2012-10-17\",\"Statement\":[{statements}]}}}}]}}";

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
