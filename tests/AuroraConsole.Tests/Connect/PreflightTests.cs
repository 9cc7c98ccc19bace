using AuroraConsole.Access;
using AuroraConsole.Aws;
using AuroraConsole.Checks;
using AuroraConsole.Connect;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace AuroraConsole.Tests.Connect;

/// <summary>What can be known of a login without the database, on a real account.</summary>
public sealed class PreflightTests(SandboxedRooms rooms) : IClassFixture<SandboxedRooms>
{
    private Preflight Preflight => rooms.Services.GetRequiredService<Preflight>();

    private PolicySimulation Simulation => rooms.Services.GetRequiredService<PolicySimulation>();

    [Fact]
    public async Task The_checks_know_what_can_be_known_without_the_database_and_say_what_is_not()
    {
        var demo = await rooms.DemoAsync();
        var result = await Preflight.CheckAsync(SandboxedRooms.Ann, demo, ClusterEndpoint.Writer(demo), "app_user");
        var kinds = result.Checks.ToDictionary(check => check.Name, check => check.Kind);
        foreach (var name in new[] { "Signer", "Signing session", "Policy", "IAM login", "Endpoint", "Name", "Clock" })
            Assert.Equal(StatusKind.Available, kinds[name]);
        // Opening TLS might wake it.
        Assert.Equal(StatusKind.Unknown, kinds[Preflight.TlsName]);
        Assert.Equal($"arn:aws:rds-db:us-east-1:000000000000:dbuser:{demo.ResourceId}/app_user", result.Checks.Single(check => check.Name == "Policy").Code);
        Assert.Contains("user/SANDBOX", result.Checks.Single(check => check.Name == "Signer").Sentence);
        Assert.Equal(rooms.Time.GetUtcNow(), result.At, TimeSpan.FromMinutes(1));

        var creating = await Preflight.CheckAsync(SandboxedRooms.Ann, demo with { Endpoint = null, Status = "creating", IamAuthentication = false }, null, "");
        Assert.Equal(StatusKind.Broken, creating.Checks.Single(check => check.Name == "Endpoint").Kind);
        Assert.Contains("--enable-iam-database-authentication", creating.Checks.Single(check => check.Name == "IAM login").Cure!.Text);
        Assert.Equal(StatusKind.Unknown, creating.Checks.Single(check => check.Name == "Name").Kind);
    }

    [Theory]
    [InlineData(-1, StatusKind.Broken)]
    [InlineData(7, StatusKind.Attention)]
    [InlineData(60, StatusKind.Available)]
    public async Task A_session_that_ends_soon_is_told_before_the_token(int minutes, StatusKind kind)
    {
        try
        {
            rooms.Credentials.EndsAt = rooms.Time.GetUtcNow().AddMinutes(minutes).UtcDateTime;
            var result = await Preflight.CheckAsync(SandboxedRooms.Ann, await rooms.DemoAsync(), null, "app_user");
            Assert.Equal(kind, result.Checks.Single(check => check.Name == "Signing session").Kind);
        }
        finally
        {
            rooms.Credentials.EndsAt = null;
        }
    }

    [Fact]
    public async Task A_role_to_assume_is_asked_about_in_place_of_the_console()
    {
        var demo = await rooms.DemoAsync();
        var signer = new Signer(SandboxedRooms.SigningRole);
        var may = await Preflight.CheckAsync(SandboxedRooms.Ann, demo, null, "app_user", signer);
        Assert.Contains("assumed-role/sandbox-app", may.Checks.Single(check => check.Name == "Signer").Sentence);
        Assert.Equal(StatusKind.Available, may.Checks.Single(check => check.Name == "Policy").Kind);
        var not = await Preflight.CheckAsync(SandboxedRooms.Ann, demo, null, "postgres", signer);
        Assert.Equal(StatusKind.Broken, not.Checks.Single(check => check.Name == "Policy").Kind);
    }

    [Fact]
    public async Task A_refused_policy_comes_with_the_one_that_allows_it()
    {
        var demo = await rooms.DemoAsync();
        var check = await Simulation.CheckAsync(new CallerIdentity("000000000000", "arn:aws:iam::000000000000:user/SANDBOXAPP"), demo, "postgres", default);
        Assert.Equal(StatusKind.Broken, check.Kind);
        Assert.Contains($"\"Resource\": \"arn:aws:rds-db:us-east-1:000000000000:dbuser:{demo.ResourceId}/postgres\"", check.Cure!.Text);
        Assert.Equal(StatusKind.Available, (await Simulation.CheckAsync(new CallerIdentity("000000000000", "arn:aws:iam::000000000000:user/SANDBOXAPP"), demo, "app_user", default)).Kind);
        Assert.Equal(StatusKind.Broken, (await Simulation.CheckAsync(new CallerIdentity("000000000000", "arn:aws:iam::000000000000:user/SANDBOXDENIED"), demo, "app_user", default)).Kind);
    }

    [Theory]
    [InlineData("arn:aws:sts::000000000000:assumed-role/not-there/session", "its path is not part")]
    [InlineData("arn:aws:sts::000000000000:federated-user/ann", "cannot be simulated")]
    [InlineData("arn:aws:iam::000000000000:root", "cannot be simulated")]
    public async Task What_cannot_be_told_is_said_with_the_resource_to_compare(string caller, string why)
    {
        var demo = await rooms.DemoAsync();
        var check = await Simulation.CheckAsync(new CallerIdentity("000000000000", caller), demo, "app_user", default);
        Assert.Equal(StatusKind.Unknown, check.Kind);
        Assert.Contains(why, check.Sentence);
        Assert.Equal(LoginPolicy.UserArn(demo, "app_user"), check.Code);
    }

    [Theory]
    [InlineData("arn:aws:sts::111122223333:assumed-role/support/ann", "arn:aws:iam::111122223333:role/support")]
    [InlineData("arn:aws-cn:sts::111122223333:assumed-role/support/ann", "arn:aws-cn:iam::111122223333:role/support")]
    [InlineData("arn:aws:iam::111122223333:user/team/ann", "arn:aws:iam::111122223333:user/team/ann")]
    [InlineData("arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Support_0123456789abcdef/ann", "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Support_0123456789abcdef arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Support_0123456789abcdef")]
    public void A_sessions_role_is_found_from_its_arn(string caller, string principals) =>
        Assert.Equal(principals, string.Join(' ', PolicySimulation.Principals(caller, "eu-west-1")));

    [Fact]
    public async Task Nobody_is_denied()
    {
        var demo = await rooms.DemoAsync();
        foreach (var act in new Func<Task>[] { () => Preflight.CheckAsync(Actor.Nobody, demo, null, "app_user"), () => Preflight.CertificateAsync(Actor.Nobody, ClusterEndpoint.Writer(demo)!, default) })
            Assert.Equal("AccessDenied", (await Assert.ThrowsAsync<ProblemException>(act)).Problem.Code);
        Assert.Equal("AccessDenied", Assert.Single(await Preflight.ExplainAsync(Actor.Nobody, demo, "app", "app_user", default)).Code);
    }
}
