using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Tests.Aws;

/// <summary>IAM's simulation over the wire, by the engine that decides logins.</summary>
public sealed class IamTests : IAsyncLifetime
{
    private const string Account = "arn:aws:iam::000000000000:";
    private const string AppUser = "arn:aws:rds-db:us-east-1:000000000000:dbuser:cluster-ABC/app_user";
    private RunningSandbox _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await RunningSandbox.StartAsync();

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    [Theory]
    [InlineData("user/SANDBOX", AppUser, "allowed", "everything", "user")]
    [InlineData("user/SANDBOXAPP", AppUser, "allowed", "connect-as-app-user", "user")]
    [InlineData("user/SANDBOXAPP", "arn:aws:rds-db:us-east-1:000000000000:dbuser:cluster-ABC/postgres", "implicitDeny", null, null)]
    [InlineData("user/SANDBOXDENIED", AppUser, "explicitDeny", "no-connect", "user")]
    [InlineData("role/sandbox-app", AppUser, "allowed", "connect-as-app-user", "role")]
    public async Task The_decision_comes_with_the_policy_that_made_it(string source, string resource, string decision, string? policy, string? type)
    {
        var answer = (await SimulateAsync(("PolicySourceArn", Account + source), ("ActionNames.member.1", "rds-db:connect"), ("ResourceArns.member.1", resource))).Ok();
        Assert.Equal((decision, "rds-db:connect", resource, "false"), (answer.One("EvalDecision"), answer.One("EvalActionName"), answer.One("EvalResourceName"), answer.One("IsTruncated")));
        Assert.Equal((policy, type), (answer.One("SourcePolicyId"), answer.One("SourcePolicyType")));
    }

    [Fact]
    public async Task Without_resources_everything_is_meant_and_pages_go_over_actions_and_resources()
    {
        (string, string)[] request =
        [
            ("PolicySourceArn", Account + "user/SANDBOXAPP"), ("ActionNames.member.1", "rds-db:connect"), ("ActionNames.member.2", "rds:CreateDBCluster"),
            ("ResourceArns.member.1", AppUser), ("ResourceArns.member.2", "*"), ("MaxItems", "3"),
        ];
        Assert.Equal(["*"], (await SimulateAsync(request[..2])).Ok().Xml("EvalResourceName"));
        var first = (await SimulateAsync(request)).Ok();
        Assert.Equal("allowed implicitDeny implicitDeny true", string.Join(' ', first.Xml("EvalDecision").Append(first.One("IsTruncated"))));
        var second = (await SimulateAsync([.. request, ("Marker", first.One("Marker")!)])).Ok();
        Assert.Equal("rds:CreateDBCluster false", string.Join(' ', second.Xml("EvalActionName").Append(second.One("IsTruncated"))));
        Assert.Equal("InvalidInput", (await SimulateAsync([.. request, ("Marker", "bm9uc2Vuc2U=")])).Code);
    }

    [Fact]
    public async Task Context_that_a_policy_asks_for_is_missing_until_it_is_given()
    {
        await PutAsync("""
            {"Users": [
              {"UserName": "root", "AccessKeys": [{"AccessKeyId": "SANDBOX", "SecretAccessKey": "sandbox"}], "Policies": [{"PolicyName": "all", "PolicyDocument": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}}]},
              {"UserName": "ann", "Groups": ["dev"], "PermissionsBoundary": "fence"}],
             "Groups": [{"GroupName": "dev", "AttachedPolicies": ["work"]}],
             "Policies": [
              {"PolicyName": "work", "PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "rds:*", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": "shop"}, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}]}},
              {"PolicyName": "fence", "PolicyDocument": {"Statement": {"Effect": "Allow", "NotAction": "rds:Delete*", "Resource": "*"}}}]}
            """);
        (string, string)[] ann = [("PolicySourceArn", Account + "user/ann"), ("ActionNames.member.1", "rds:CreateDBCluster")];
        var missing = (await SimulateAsync(ann)).Ok();
        Assert.Equal("implicitDeny", missing.One("EvalDecision"));
        Assert.Contains("aws:PrincipalTag/teamaws:SourceIp", missing.One("MissingContextValues"));
        (string, string)[] given =
        [
            ("ContextEntries.member.1.ContextKeyName", "aws:principaltag/TEAM"), ("ContextEntries.member.1.ContextKeyType", "string"), ("ContextEntries.member.1.ContextKeyValues.member.1", "shop"),
            ("ContextEntries.member.2.ContextKeyName", "aws:SourceIp"), ("ContextEntries.member.2.ContextKeyType", "ip"), ("ContextEntries.member.2.ContextKeyValues.member.1", "10.1.2.3"),
        ];
        var allowed = (await SimulateAsync([.. ann, .. given])).Ok();
        Assert.Equal(("allowed", "work", "user-managed", "true"), (allowed.One("EvalDecision"), allowed.One("SourcePolicyId"), allowed.One("SourcePolicyType"), allowed.One("AllowedByPermissionsBoundary")));
        var fenced = (await SimulateAsync([ann[0], ("ActionNames.member.1", "rds:DeleteDBCluster"), .. given])).Ok();
        Assert.Equal(("implicitDeny", "false"), (fenced.One("EvalDecision"), fenced.One("AllowedByPermissionsBoundary")));
        var group = (await SimulateAsync([("PolicySourceArn", Account + "group/dev"), ann[1], .. given])).Ok();
        Assert.Equal("allowed", group.One("EvalDecision"));

        const string Deny = """{"Statement": {"Effect": "Deny", "Action": "rds:CreateDBCluster", "Resource": "*"}}""";
        Assert.Equal(("explicitDeny", "PolicyInputList.1"), ((await SimulateAsync([.. ann, .. given, ("PolicyInputList.member.1", Deny)])).One("EvalDecision"), (await SimulateAsync([.. ann, .. given, ("PolicyInputList.member.1", Deny)])).One("SourcePolicyId")));
        await _sandbox.RestartAsync();
        Assert.Equal("allowed", (await SimulateAsync([.. ann, .. given])).One("EvalDecision"));
    }

    [Theory]
    [InlineData("NoSuchEntity", "The user with name nobody cannot be found.", "user/nobody", "rds:X")]
    [InlineData("NoSuchEntity", "The role with name SANDBOX cannot be found.", "role/SANDBOX", "rds:X")]
    [InlineData("InvalidInput", "does not clearly define entity type and name", "policy/p", "rds:X")]
    [InlineData("InvalidInput", "An action is named service:Action.", "user/SANDBOX", "connect")]
    public async Task What_cannot_be_simulated_is_refused(string code, string message, string source, string action)
    {
        var answer = await SimulateAsync(("PolicySourceArn", Account + source), ("ActionNames.member.1", action));
        Assert.Equal(code, answer.Code);
        Assert.Contains(message, answer.Message);
    }

    [Fact]
    public async Task Who_may_not_simulate_is_told_so()
    {
        var request = _sandbox.Query("iam", "2010-05-08", "SimulatePrincipalPolicy", ("PolicySourceArn", Account + "user/SANDBOX"), ("ActionNames.member.1", "rds:X"));
        var answer = await _sandbox.SendAsync(request with { Key = "SANDBOXAPP" });
        Assert.Equal((403, "AccessDenied"), (answer.Status, answer.Code));
        Assert.StartsWith("User: arn:aws:iam::000000000000:user/SANDBOXAPP is not authorized to perform: iam:SimulatePrincipalPolicy on resource: arn:aws:iam::000000000000:user/SANDBOX because no identity-based policy allows", answer.Message);
    }

    [Fact]
    public async Task A_simulation_and_a_login_agree()
    {
        foreach (var key in new[] { "SANDBOX", "SANDBOXAPP", "SANDBOXDENIED" })
        {
            foreach (var user in new[] { "app_user", "postgres", "APP_USER" })
            {
                var resource = $"arn:aws:rds-db:us-east-1:000000000000:dbuser:cluster-ABC/{user}";
                var simulated = (await SimulateAsync(("PolicySourceArn", Account + "user/" + key), ("ActionNames.member.1", "rds-db:connect"), ("ResourceArns.member.1", resource))).One("EvalDecision");
                Assert.Equal(_sandbox.Account.Iam.IsAllowed(key, "rds-db:connect", resource), simulated == "allowed");
            }
        }
    }

    private Task<AwsAnswer> SimulateAsync(params (string Name, string Value)[] parameters) =>
        _sandbox.SendAsync(_sandbox.Query("iam", "2010-05-08", "SimulatePrincipalPolicy", parameters));

    private async Task PutAsync(string json)
    {
        using var message = new HttpRequestMessage(HttpMethod.Put, $"{_sandbox.Host.AwsUrl}/_sandbox/iam") { Content = new StringContent(json) };
        using var answer = await _sandbox.SendAsync(message);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
