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

    private AmazonSecurityTokenServiceClient Client(AWSCredentials credentials) =>
        new(credentials, new AmazonSecurityTokenServiceConfig { ServiceURL = _sandbox.Host.AwsUrl, AuthenticationRegion = "eu-central-1", MaxErrorRetry = 0 });
}
