using AuroraConsole.Access;
using AuroraConsole.Connect;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using AuroraConsole.Tests.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace AuroraConsole.Tests.Connect;

public sealed class TokenDeskTests(SandboxedRooms rooms) : IClassFixture<SandboxedRooms>
{
    [Fact]
    public async Task A_token_is_handed_out_for_the_cluster_as_it_is_described()
    {
        var minted = await rooms.Desk.MintAsync(SandboxedRooms.Ann, new TokenRequest(SandboxedRooms.Demo, "app_user"), "api", CancellationToken.None);
        Assert.Equal("localhost", minted.Host);
        Assert.Equal("app_user", TokenCase.Read(minted.Token.Reveal()).Parameters["DBUser"]);
    }

    [Theory]
    [InlineData(null, "app_user", null, "MissingCluster", 400)]
    [InlineData(" ", "app_user", null, "MissingCluster", 400)]
    [InlineData("us-east-1/nope", "app_user", null, "DBClusterNotFoundFault", 404)]
    [InlineData("xx-nope-1/demo", "app_user", null, "DBClusterNotFoundFault", 404)]
    [InlineData("demo", "app_user", null, "DBClusterNotFoundFault", 404)]
    [InlineData(SandboxedRooms.Demo, null, null, "MissingRole", 400)]
    [InlineData(SandboxedRooms.Demo, "rdsadmin", null, "RoleReserved", 403)]
    [InlineData(SandboxedRooms.Demo, "app_user", "evil.example", "UnknownEndpoint", 400)]
    public async Task What_cannot_be_handed_out_is_refused_with_a_code(string? cluster, string? role, string? endpoint, string code, int status)
    {
        var error = await Assert.ThrowsAsync<ProblemException>(() => rooms.Desk.MintAsync(SandboxedRooms.Ann, new TokenRequest(cluster, role, endpoint), "api", CancellationToken.None));
        Assert.Equal((code, status), (error.Problem.Code, error.Problem.Status));
    }

    [Fact]
    public async Task Every_service_of_the_room_denies_nobody()
    {
        var demo = await rooms.DemoAsync();
        var preflight = rooms.Services.GetRequiredService<Preflight>();
        Func<Task>[] all =
        [
            () => rooms.Desk.MintAsync(Actor.Nobody, new TokenRequest(SandboxedRooms.Demo, "app_user"), "api", default),
            () => rooms.Desk.MintAsync(Actor.Nobody, new TokenRequest("us-east-1/nope", "app_user"), "api", default),
            () => rooms.Desk.EndpointsAsync(Actor.Nobody, demo, default),
            () => rooms.Desk.RecentAsync(Actor.Nobody, demo, default),
            () => preflight.CheckAsync(Actor.Nobody, demo, null, "app_user"),
            () => rooms.Services.GetRequiredService<DatabaseConnector>().OpenAsync(Actor.Nobody, demo, "app", "app_user", "check", default),
        ];
        foreach (var act in all)
            Assert.Equal("AccessDenied", (await Assert.ThrowsAsync<ProblemException>(act)).Problem.Code);
        Assert.Equal("AccessDenied", (await preflight.LogInAsync(Actor.Nobody, demo, "app", "app_user")).Code);
    }

    [Fact]
    public async Task The_roles_offered_are_the_preferred_those_used_and_last_the_master()
    {
        var demo = await rooms.DemoAsync();
        foreach (var role in new[] { "postgres", "report_ro", "report_ro", "app_readonly" })
            await rooms.Desk.MintAsync(SandboxedRooms.Ann, new TokenRequest(SandboxedRooms.Demo, role), "copy", default);
        var recent = await rooms.Desk.RecentAsync(SandboxedRooms.Ann, demo, default);
        Assert.Equal("app_readonly", recent[0].Role);
        Assert.Equal("ann", recent[0].Who);
        Assert.Equal(recent[0].At.AddMinutes(15), recent[0].ExpiresAt, TimeSpan.FromSeconds(1));
        var roles = TokenDesk.Roles(demo, recent);
        Assert.Equal("app_user", roles[0]);
        Assert.Equal("postgres", roles[^1]);
        Assert.Equal(roles.Count, roles.Distinct().Count());
        Assert.Equal(["app_readonly", "report_ro"], roles.Where(role => role is "app_readonly" or "report_ro"));
    }

    [Fact]
    public async Task A_role_that_was_only_looked_at_is_neither_offered_nor_the_favourite()
    {
        var demo = await rooms.DemoAsync() with { Tags = new Dictionary<string, string>() };
        var bob = new Actor("bob", true);
        foreach (var (role, purpose) in new[] { ("app_readonly", "api"), ("checked_only", "check"), ("reads_roles", "read roles") })
            await rooms.Desk.MintAsync(bob, new TokenRequest(SandboxedRooms.Demo, role), purpose, default);
        var recent = await rooms.Desk.RecentAsync(bob, demo, default);
        Assert.Equal("reads_roles", recent[0].Role);
        Assert.Equal("app_readonly", TokenDesk.FavouriteRole(bob, demo, recent));
        Assert.DoesNotContain(TokenDesk.Roles(demo, recent), role => role is "checked_only" or "reads_roles");
    }
}
