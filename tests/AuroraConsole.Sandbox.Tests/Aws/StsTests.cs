using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace AuroraConsole.Sandbox.Tests.Aws;

/// <summary>STS by the official client.</summary>
public sealed class StsTests : IAsyncLifetime
{
    private const string Role = "arn:aws:iam::000000000000:role/sandbox-app";
    private RunningSandbox _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await RunningSandbox.StartAsync();

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    [Fact]
    public async Task Everyone_may_ask_who_they_are()
    {
        using var sts = Client(new BasicAWSCredentials("SANDBOXDENIED", "sandbox"));
        var identity = await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest());
        Assert.Equal(("000000000000", "arn:aws:iam::000000000000:user/SANDBOXDENIED"), (identity.Account, identity.Arn));
    }

    [Fact]
    public async Task An_assumed_role_signs_with_its_session_token_until_it_expires()
    {
        using var sts = Client(new BasicAWSCredentials("SANDBOX", "sandbox"));
        var assumed = await sts.AssumeRoleAsync(new AssumeRoleRequest { RoleArn = Role, RoleSessionName = "test", DurationSeconds = 900 });
        using var asRole = Client(assumed.Credentials);
        Assert.Equal("arn:aws:sts::000000000000:assumed-role/sandbox-app/test", (await asRole.GetCallerIdentityAsync(new GetCallerIdentityRequest())).Arn);

        // Still there after a restart, and without its token worth nothing.
        await _sandbox.RestartAsync();
        using var again = Client(assumed.Credentials);
        await again.GetCallerIdentityAsync(new GetCallerIdentityRequest());
        using var stolen = Client(new BasicAWSCredentials(assumed.Credentials.AccessKeyId, assumed.Credentials.SecretAccessKey));
        Assert.Equal("InvalidClientTokenId", (await Assert.ThrowsAsync<AmazonSecurityTokenServiceException>(() => stolen.GetCallerIdentityAsync(new GetCallerIdentityRequest()))).ErrorCode);

        _sandbox.Clock.Offset = TimeSpan.FromSeconds(901);
        Assert.Equal("ExpiredToken", (await Assert.ThrowsAnyAsync<AmazonSecurityTokenServiceException>(() => again.GetCallerIdentityAsync(new GetCallerIdentityRequest()))).ErrorCode);
    }

    [Fact]
    public async Task A_role_is_refused_to_who_may_not_assume_it()
    {
        using var app = Client(new BasicAWSCredentials("SANDBOXAPP", "sandbox"));
        var refused = await Assert.ThrowsAsync<AmazonSecurityTokenServiceException>(() => app.AssumeRoleAsync(new AssumeRoleRequest { RoleArn = Role, RoleSessionName = "test" }));
        Assert.Equal(("AccessDenied", $"User: arn:aws:iam::000000000000:user/SANDBOXAPP is not authorized to perform: sts:AssumeRole on resource: {Role}"), (refused.ErrorCode, refused.Message));
        using var all = Client(new BasicAWSCredentials("SANDBOX", "sandbox"));
        Assert.Equal("AccessDenied", (await Assert.ThrowsAsync<AmazonSecurityTokenServiceException>(() => all.AssumeRoleAsync(new AssumeRoleRequest { RoleArn = Role + "x", RoleSessionName = "test" }))).ErrorCode);
    }

    [Fact]
    public async Task A_session_policy_narrows_and_never_widens()
    {
        using var sts = Client(new BasicAWSCredentials("SANDBOX", "sandbox"));
        const string All = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";
        const string OneCluster = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"rds-db:connect","Resource":"arn:aws:rds-db:us-east-1:000000000000:dbuser:cluster-A/*"}}""";
        var wide = await AssumeAsync(sts, All);
        var narrow = await AssumeAsync(sts, OneCluster);
        Assert.Equal("True False True", $"{May(wide, "A", "app_user")} {May(wide, "A", "postgres")} {May(wide, "B", "app_user")}");
        Assert.Equal("True False False", $"{May(narrow, "A", "app_user")} {May(narrow, "A", "postgres")} {May(narrow, "B", "app_user")}");
        await _sandbox.RestartAsync();
        Assert.Equal("True False False", $"{May(narrow, "A", "app_user")} {May(narrow, "A", "postgres")} {May(narrow, "B", "app_user")}");
        using var again = Client(new BasicAWSCredentials("SANDBOX", "sandbox"));
        Assert.Equal("MalformedPolicyDocument", await RefusalAsync(again, new() { RoleArn = Role, RoleSessionName = "test", Policy = "{}" }));

        bool May(Credentials session, string cluster, string user) => _sandbox.Account.Iam.IsAllowed(session.AccessKeyId, "rds-db:connect", $"arn:aws:rds-db:us-east-1:000000000000:dbuser:cluster-{cluster}/{user}");
    }

    [Fact]
    public async Task A_session_lasts_as_long_as_its_role_and_a_chain_allow()
    {
        using var sts = Client(new BasicAWSCredentials("SANDBOX", "sandbox"));
        await PutAsync("""
            {"Users": [{"UserName": "SANDBOX", "AccessKeys": [{"AccessKeyId": "SANDBOX", "SecretAccessKey": "sandbox"}], "Policies": [{"PolicyName": "all", "PolicyDocument": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}}]}],
             "Roles": [
              {"RoleName": "long", "MaxSessionDuration": 43200, "AssumeRolePolicyDocument": {"Statement": {"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::000000000000:root", "arn:aws:iam::000000000000:role/long"]}, "Action": "sts:AssumeRole"}}},
              {"RoleName": "partner", "AssumeRolePolicyDocument": {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"sts:ExternalId": "77"}}}}}]}
            """);
        const string Long = "arn:aws:iam::000000000000:role/long", Partner = "arn:aws:iam::000000000000:role/partner";
        Assert.Equal("ValidationError", await RefusalAsync(sts, new() { RoleArn = Partner, RoleSessionName = "test", DurationSeconds = 3601, ExternalId = "77" }));
        Assert.Equal("AccessDenied", await RefusalAsync(sts, new() { RoleArn = Partner, RoleSessionName = "test" }));
        Assert.Equal("AccessDenied", await RefusalAsync(sts, new() { RoleArn = Partner, RoleSessionName = "test", ExternalId = "88" }));
        await sts.AssumeRoleAsync(new() { RoleArn = Partner, RoleSessionName = "test", ExternalId = "77" });

        var first = (await sts.AssumeRoleAsync(new() { RoleArn = Long, RoleSessionName = "one", DurationSeconds = 43_200 })).Credentials;
        using var chained = Client(first);
        Assert.Equal("ValidationError", await RefusalAsync(chained, new() { RoleArn = Long, RoleSessionName = "two", DurationSeconds = 3601 }));
        var second = await chained.AssumeRoleAsync(new() { RoleArn = Long, RoleSessionName = "two", DurationSeconds = 3600 });
        using var last = Client(second.Credentials);
        var identity = await last.GetCallerIdentityAsync(new GetCallerIdentityRequest());
        Assert.Equal(("arn:aws:sts::000000000000:assumed-role/long/two", second.AssumedRoleUser.AssumedRoleId), (identity.Arn, identity.UserId));
    }

    [Fact]
    public async Task A_key_names_its_account()
    {
        var answer = (await _sandbox.SendAsync(_sandbox.Query("sts", "2011-06-15", "GetAccessKeyInfo", ("AccessKeyId", "SANDBOXAPP")))).Ok();
        Assert.Equal("000000000000", answer.One("Account"));
        Assert.Equal("ValidationError", (await _sandbox.SendAsync(_sandbox.Query("sts", "2011-06-15", "GetAccessKeyInfo", ("AccessKeyId", "OTHER")))).Code);
        Assert.Equal("ValidationError", (await _sandbox.SendAsync(_sandbox.Query("sts", "2011-06-15", "AssumeRole", ("RoleArn", Role), ("RoleSessionName", "test"), ("Tags.member.1.Key", "a"), ("Tags.member.1.Value", "b")))).Code);
    }

    private static async Task<Credentials> AssumeAsync(AmazonSecurityTokenServiceClient sts, string policy) =>
        (await sts.AssumeRoleAsync(new AssumeRoleRequest { RoleArn = Role, RoleSessionName = "test", Policy = policy })).Credentials;

    private static async Task<string> RefusalAsync(AmazonSecurityTokenServiceClient sts, AssumeRoleRequest request) =>
        (await Assert.ThrowsAnyAsync<AmazonSecurityTokenServiceException>(() => sts.AssumeRoleAsync(request))).ErrorCode;

    private async Task PutAsync(string json)
    {
        using var message = new HttpRequestMessage(HttpMethod.Put, $"{_sandbox.Host.AwsUrl}/_sandbox/iam") { Content = new StringContent(json) };
        using var answer = await _sandbox.SendAsync(message);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private AmazonSecurityTokenServiceClient Client(AWSCredentials credentials) =>
        new(credentials, new AmazonSecurityTokenServiceConfig { ServiceURL = _sandbox.Host.AwsUrl, AuthenticationRegion = "eu-central-1", MaxErrorRetry = 0 });
}
