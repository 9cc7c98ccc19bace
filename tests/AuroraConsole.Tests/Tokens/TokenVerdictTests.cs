using System.Text;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Gateway;

namespace AuroraConsole.Tests.Tokens;

/// <summary>Our tokens before the sandbox's verifier, which is code of its own.</summary>
public sealed class TokenVerdictTests
{
    [Fact]
    public void The_sandbox_accepts_every_token_for_just_what_it_was_signed_for()
    {
        foreach (var sample in TokenCase.Seeded(seed: 11, count: 3000))
        {
            var token = sample.Ours();
            Assert.Equal(LoginOutcome.Success, Judge(token, sample, sample));
            Assert.Equal(LoginOutcome.Success, Judge(token, sample, sample with { At = sample.At.AddSeconds(899) }));
            Assert.Equal(LoginOutcome.ExpiredToken, Judge(token, sample, sample with { At = sample.At.AddSeconds(900) }));
            Assert.Equal(LoginOutcome.InvalidToken, Judge(token, sample, sample with { Port = sample.Port ^ 1 }));
            Assert.Equal(LoginOutcome.InvalidToken, Judge(token, sample, sample with { User = sample.User + " " }));
            Assert.Equal(LoginOutcome.InvalidToken, Judge(token, sample, sample with { Region = "xx-test-1" }));
            Assert.Equal(LoginOutcome.InvalidToken, Judge(token, sample with { SecretAccessKey = "another" }, sample));
            Assert.Equal(LoginOutcome.InvalidToken, Judge(token, sample with { SessionToken = "another" }, sample));
        }
    }

    private static LoginOutcome Judge(string token, TokenCase key, TokenCase login)
    {
        var host = $"{login.Host.ToLowerInvariant()}:{login.Port}";
        var route = new DatabaseRoute(login.Region, "c", "cluster-C", "i", login.Port, [], [host]);
        var verifier = new TokenVerifier(id => id == key.AccessKeyId ? new IamCredential(key.SecretAccessKey, "arn", key.SessionToken, null) : null, new StoppedClock(login.At));
        return verifier.Verify(Encoding.UTF8.GetBytes(token), route, login.User).Outcome;
    }

    private sealed class StoppedClock(DateTimeOffset at) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => at;
    }
}
