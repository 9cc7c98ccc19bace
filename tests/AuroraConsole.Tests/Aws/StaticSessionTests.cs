using System.Net.Http.Json;
using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using AuroraConsole.Aws;
using AuroraConsole.Shared;
using AuroraConsole.Tests.Connect;
using Microsoft.Extensions.DependencyInjection;

namespace AuroraConsole.Tests.Aws;

/// <summary>A session given as plain keys, as the environment does: it does not say when it ends.</summary>
public sealed class StaticSessionTests(SandboxedRooms rooms) : IClassFixture<SandboxedRooms>
{
    private static readonly TimeSpan PastTheCache = TimeSpan.FromMinutes(6);
    private readonly TurnableTime _time = new();

    [Fact]
    public async Task One_that_has_ended_is_noticed_within_five_minutes_and_stays_refused()
    {
        using var house = await HouseAsync(Url);
        try
        {
            var (credentials, ends) = await house.Identity.GetCredentialsAsync(default);
            Assert.True(credentials.UseToken);
            Assert.Null(ends);
            await TurnSandboxAsync(TimeSpan.FromHours(2));
            // STS was asked a moment ago; it is not asked at every mint.
            await house.Identity.GetCredentialsAsync(default);
            _time.Turn(PastTheCache);
            Assert.Equal("Your signing session has ended. Renew the session, then mint again.", (await house.RefusedAsync()).Sentence);
            await TurnSandboxAsync(TimeSpan.Zero);
            Assert.Equal(("SignerEnded", 401), ((await house.RefusedAsync()).Code, (await house.RefusedAsync()).Status));
        }
        finally
        {
            await TurnSandboxAsync(TimeSpan.Zero);
        }
    }

    [Fact]
    public async Task Without_an_answer_of_sts_minting_goes_on()
    {
        using var house = await HouseAsync("http://127.0.0.1:1");
        Assert.Null((await house.Identity.GetCredentialsAsync(default)).EndsAt);
        Assert.Null((await house.Identity.GetCredentialsAsync(default)).EndsAt);
    }

    [Fact]
    public async Task A_role_cannot_be_assumed_with_one_that_has_ended()
    {
        using var house = await HouseAsync(Url);
        try
        {
            await TurnSandboxAsync(TimeSpan.FromHours(2));
            var error = await Assert.ThrowsAsync<ProblemException>(() => house.Identity.GetCredentialsAsync(new Signer(SandboxedRooms.SigningRole), "ann", default));
            Assert.Equal(("SignerEnded", 401), (error.Problem.Code, error.Problem.Status));
        }
        finally
        {
            await TurnSandboxAsync(TimeSpan.Zero);
        }
    }

    private string Url => rooms.Services.GetRequiredService<AwsOptions>().ServiceUrl!;

    private async Task<House> HouseAsync(string url)
    {
        var sts = rooms.Services.GetRequiredService<AwsClients>().Sts("us-east-1");
        var session = (await sts.AssumeRoleAsync(new AssumeRoleRequest { RoleArn = SandboxedRooms.SigningRole, RoleSessionName = "static" })).Credentials;
        var source = new AwsCredentialSource(new SessionAWSCredentials(session.AccessKeyId, session.SecretAccessKey, session.SessionToken), "environment variables", ["us-east-1"], "Renew the session");
        return new House(source, new AwsOptions { ServiceUrl = url }, _time);
    }

    private async Task TurnSandboxAsync(TimeSpan by)
    {
        using var http = new HttpClient();
        (await http.PutAsJsonAsync($"{Url}/_sandbox/clock", new { offsetSeconds = (int)by.TotalSeconds })).EnsureSuccessStatusCode();
    }

    private sealed class House(AwsCredentialSource source, AwsOptions options, TimeProvider time) : IDisposable
    {
        private readonly AwsClients _clients = new(source, options);
        private SigningIdentity? _identity;

        public SigningIdentity Identity => _identity ??= new SigningIdentity(source, Signer.Configured(options, "us-east-1"), _clients, time);

        public async Task<Problem> RefusedAsync() => (await Assert.ThrowsAsync<ProblemException>(() => Identity.GetCredentialsAsync(default))).Problem;

        public void Dispose()
        {
            _identity?.Dispose();
            _clients.Dispose();
        }
    }
}
