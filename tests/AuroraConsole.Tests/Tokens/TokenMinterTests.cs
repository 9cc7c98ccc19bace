using AuroraConsole.Access;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using AuroraConsole.Tests.Connect;
using AuroraConsole.Tokens;

namespace AuroraConsole.Tests.Tokens;

public sealed class TokenMinterTests(SandboxedRooms rooms) : IClassFixture<SandboxedRooms>
{
    [Fact]
    public async Task A_token_lives_fifteen_minutes_and_says_where_it_works()
    {
        var minted = await MintAsync("app_user");
        var demo = await rooms.DemoAsync();
        Assert.Equal(TimeSpan.FromMinutes(15), minted.ExpiresAt - minted.MintedAt);
        Assert.Null(minted.SignerEndsAt);
        Assert.True(minted.SignerEndKnown);
        Assert.Equal(TokenCase.SignedAt(minted.Token.Reveal()), minted.MintedAt);
        Assert.Equal((demo.Endpoint, demo.Port, "app_user"), (minted.Host, minted.Port, minted.Role));
        Assert.StartsWith($"{demo.Endpoint}:{demo.Port}/?Action=connect&DBUser=app_user&", minted.Token.Reveal());
    }

    [Fact]
    public async Task A_token_ends_with_the_session_that_signed_it_when_that_is_sooner()
    {
        try
        {
            var ends = rooms.Time.GetUtcNow().AddMinutes(7);
            rooms.Credentials.EndsAt = ends.UtcDateTime;
            var minted = await MintAsync("app_user");
            Assert.Equal(ends, minted.ExpiresAt);
            Assert.Equal(ends, minted.SignerEndsAt);

            rooms.Credentials.EndsAt = rooms.Time.GetUtcNow().AddHours(1).UtcDateTime;
            Assert.Null((await MintAsync("app_user")).SignerEndsAt);

            rooms.Credentials.EndsAt = rooms.Time.GetUtcNow().AddSeconds(-1).UtcDateTime;
            var refusal = await RefusedAsync("app_user");
            Assert.Equal(("SignerEnded", 401), (refusal.Code, refusal.Status));
            Assert.Matches(@"^Your signing session ended at \d\d:\d\d:\d\d UTC\. Sign in to AWS again, then mint again\.$", refusal.Sentence);
            Assert.Equal("SignerEnded", (await rooms.Trail.ReadAsync(SandboxedRooms.Ann, 1, default))[0].Code);
        }
        finally
        {
            rooms.Credentials.EndsAt = null;
        }
    }

    [Theory]
    [InlineData("", "MissingRole", 400)]
    [InlineData("rdsadmin", "RoleReserved", 403)]
    [InlineData("a\nb", "InvalidRole", 400)]
    [InlineData("a\0b", "InvalidRole", 400)]
    [InlineData("ääääääääääääääääääääääääääääääää", "InvalidRole", 400)]
    public async Task A_role_that_cannot_be_is_refused_with_its_field(string role, string code, int status)
    {
        var problem = await RefusedAsync(role);
        Assert.Equal((code, status, "role"), (problem.Code, problem.Status, problem.Field));
    }

    [Theory]
    [InlineData(" app_user ", "%20app_user%20")]
    [InlineData("App_User", "App_User")]
    [InlineData("ünï", "%C3%BCn%C3%AF")]
    public async Task A_roles_name_is_signed_as_it_is(string role, string escaped) =>
        Assert.Contains($"&DBUser={escaped}&", (await MintAsync(role)).Token.Reveal());

    [Fact]
    public async Task An_endpoint_of_another_cluster_gets_no_token()
    {
        var stranger = new ClusterEndpoint("us-east-1/other", "writer", "other.example", 5432);
        var error = await Assert.ThrowsAsync<ProblemException>(async () => await rooms.Minter.MintAsync(SandboxedRooms.Ann, await rooms.DemoAsync(), "app_user", "copy", stranger));
        Assert.Equal("UnknownEndpoint", error.Problem.Code);
    }

    [Fact]
    public async Task A_cluster_without_an_endpoint_gets_no_token()
    {
        var creating = await rooms.DemoAsync() with { Endpoint = null, Status = "creating" };
        var error = await Assert.ThrowsAsync<ProblemException>(() => rooms.Minter.MintAsync(SandboxedRooms.Ann, creating, "app_user", "copy"));
        Assert.Equal(("ClusterNotReady", 409), (error.Problem.Code, error.Problem.Status));
    }

    [Fact]
    public async Task Nobody_gets_no_token_and_the_try_is_recorded()
    {
        var error = await Assert.ThrowsAsync<ProblemException>(async () => await rooms.Minter.MintAsync(Actor.Nobody, await rooms.DemoAsync(), "denied_role", "copy"));
        Assert.Equal(403, error.Problem.Status);
        var record = Assert.Single(await rooms.Trail.ReadAsync(SandboxedRooms.Ann, 100, CancellationToken.None), record => record.Details?.GetValueOrDefault("role") == "denied_role");
        Assert.Equal(("denied", "nobody"), (record.State, record.Actor));
    }

    [Fact]
    public async Task The_trail_says_who_as_whom_where_why_and_until_when_but_never_the_token()
    {
        var minted = await rooms.Minter.MintAsync(SandboxedRooms.Ann, await rooms.DemoAsync(), "recorded_role", "copy", reason: "create app_user");
        var record = Assert.Single(await rooms.Trail.ReadAsync(SandboxedRooms.Ann, 100, CancellationToken.None), record => record.Details?.GetValueOrDefault("role") == "recorded_role");
        Assert.Equal(("ann", "MintToken", SandboxedRooms.Demo, "succeeded"), (record.Actor, record.Act, record.Subject, record.State));
        Assert.Equal("create app_user", record.Details!["reason"]);
        Assert.Equal(minted.ExpiresAt, DateTimeOffset.Parse(record.Details["expires"]));
        Assert.DoesNotContain(TokenCase.Read(minted.Token.Reveal()).Parameters["X-Amz-Signature"], ReadShared(Path.Combine(rooms.DataPath, "audit", "trail.jsonl")));
    }

    [Theory]
    [InlineData("line\nline")]
    [InlineData("301")]
    public async Task A_reason_is_one_short_line(string reason)
    {
        var text = reason == "301" ? new string('x', 301) : reason;
        var error = await Assert.ThrowsAsync<ProblemException>(async () => await rooms.Minter.MintAsync(SandboxedRooms.Ann, await rooms.DemoAsync(), "postgres", "copy", reason: text));
        Assert.Equal(("InvalidReason", "reason"), (error.Problem.Code, error.Problem.Field));
    }

    [Fact]
    public async Task A_token_shows_nothing_of_itself_by_accident()
    {
        var minted = await MintAsync("app_user");
        Assert.Equal("***", minted.Token.ToString());
        Assert.DoesNotContain("X-Amz-Signature", $"{minted} {minted.Token}");
        Assert.DoesNotContain("X-Amz-Signature", System.Text.Json.JsonSerializer.Serialize(minted));
        Assert.Equal(minted.Token.Reveal().Length, minted.Token.Length);
        Assert.Matches("^[0-9a-f]{4}-[0-9a-f]{4}$", minted.Token.Checksum);
    }

    [Fact]
    public void The_checksum_is_the_start_of_sha256() =>
        // printf abc | sha256sum: ba7816bf…
        Assert.Equal("ba78-16bf", new LoginToken("abc").Checksum);

    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private async Task<MintedToken> MintAsync(string role) => await rooms.Minter.MintAsync(SandboxedRooms.Ann, await rooms.DemoAsync(), role, "copy");

    private async Task<Problem> RefusedAsync(string role) => (await Assert.ThrowsAsync<ProblemException>(() => MintAsync(role))).Problem;
}
