using System.Text;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Gateway;

namespace AuroraConsole.Sandbox.Tests.Gateway;

public sealed class LoginRateTests
{
    [Fact]
    public void Each_cluster_has_a_second_s_logins_that_refill_and_bad_tokens_use_none()
    {
        var clock = new StillClock();
        var outcomes = new List<LoginOutcome>();
        var authority = new GatewayAuthority(_ => null, _ => null, _ => new IamCredential("sandbox", "arn", null, null), (_, _, _) => true, (_, _, outcome, _) => outcomes.Add(outcome), (_, _) => null);
        var logins = new IamLogins(authority, clock, loginsPerSecond: 2);
        var (shop, other) = (Route("cluster-SHOP"), Route("cluster-OTHER"));

        string[] said = [Login(shop, "bad"), Login(shop), Login(shop), Login(shop), Login(other)];
        Assert.Equal(["InvalidToken", "Success", "Success", "Throttled", "Success"], said);
        clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(["Success", "Throttled"], [Login(shop), Login(shop)]);
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(["Success", "Success", "Throttled"], [Login(shop), Login(shop), Login(shop)]);

        string Login(DatabaseRoute route, string? token = null)
        {
            var isIn = logins.Decide(Encoding.UTF8.GetBytes(token ?? new Presigner { Host = "localhost:1", User = "app_user", At = clock.GetUtcNow() }.Token()), route, "app_user");
            Assert.Equal(outcomes[^1] == LoginOutcome.Success, isIn);
            return outcomes[^1].ToString();
        }
    }

    private static DatabaseRoute Route(string resourceId) => new("us-east-1", resourceId, resourceId, "i", 1, [], ["localhost:1"]);

    private sealed class StillClock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

        public void Advance(TimeSpan by) => _now += by;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => _now.UtcTicks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }
}
