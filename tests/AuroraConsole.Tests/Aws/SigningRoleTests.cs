using AuroraConsole.Aws;
using AuroraConsole.Connect;
using AuroraConsole.Shared;
using AuroraConsole.Tests.Connect;
using AuroraConsole.Tests.Tokens;
using AuroraConsole.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace AuroraConsole.Tests.Aws;

public sealed class SigningRoleTests(SandboxedRooms rooms) : IClassFixture<SandboxedRooms>
{
    private static readonly string[] Names = ["console", "sandbox-app", "not-there"];

    private SigningIdentity Identity => rooms.Services.GetRequiredService<SigningIdentity>();

    [Theory]
    [InlineData(SandboxedRooms.SigningRole)]
    [InlineData("sandbox-app")]
    public async Task A_token_is_signed_in_a_session_of_the_role_named_after_the_actor(string name)
    {
        var minted = await MintAsync(name);
        Assert.Equal(SandboxedRooms.SigningRole, minted.Signer.Arn);
        Assert.StartsWith("ASIA", KeyOf(minted));
        Assert.Contains("X-Amz-Security-Token", minted.Token.Reveal());
        Assert.Equal("arn:aws:sts::000000000000:assumed-role/sandbox-app/ann", (await Identity.GetAsync(minted.Signer, "ann", default)).Arn);
        Assert.Equal("a test's key, then role sandbox-app", Identity.ProviderOf(minted.Signer));
        Assert.Equal(SandboxedRooms.SigningRole, (await LatestAsync()).Details!["signer"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("console")]
    public async Task Without_one_the_console_signs_itself(string? name)
    {
        await Identity.GetAsync(default);
        Assert.Equal("SANDBOX", KeyOf(await MintAsync(name)));
        Assert.Equal("arn:aws:iam::000000000000:user/SANDBOX", (await LatestAsync()).Details!["signer"]);
    }

    [Fact]
    public async Task A_session_is_kept_while_it_carries_a_full_token_and_then_assumed_anew()
    {
        var first = await MintAsync("sandbox-app");
        Assert.Equal(KeyOf(first), KeyOf(await MintAsync("sandbox-app")));
        // Half a minute of the hour's slack for a slow machine.
        rooms.Time.Turn(TimeSpan.FromMinutes(44.5));
        Assert.Equal(KeyOf(first), KeyOf(await MintAsync("sandbox-app")));
        rooms.Time.Turn(TimeSpan.FromMinutes(1));
        var anew = await MintAsync("sandbox-app");
        Assert.NotEqual(KeyOf(first), KeyOf(anew));
        rooms.Time.Turn(-TimeSpan.FromMinutes(45.5));
        var bob = await Identity.GetCredentialsAsync(anew.Signer, "bob", default);
        Assert.NotEqual(KeyOf(anew), bob.Credentials.AccessKey);
    }

    [Fact]
    public async Task A_role_that_may_not_be_assumed_names_every_cause_and_is_recorded()
    {
        var error = await Assert.ThrowsAsync<ProblemException>(() => MintAsync("not-there"));
        Assert.Equal(("AccessDenied", 403), (error.Problem.Code, error.Problem.Status));
        Assert.Contains($"sts:AssumeRole on {SandboxedRooms.NoRole}", error.Problem.Sentence);
        Assert.Contains("trust policy", error.Problem.Sentence);
        var record = await LatestAsync();
        Assert.Equal(("failed", "AccessDenied", SandboxedRooms.NoRole), (record.State, record.Code, record.Details!["signer"]));
    }

    [Theory]
    [InlineData("nobody-knows")]
    [InlineData("arn:aws:iam::000000000000:role/other")]
    public async Task A_signer_that_is_not_configured_is_refused(string name)
    {
        var error = await Assert.ThrowsAsync<ProblemException>(() => MintAsync(name));
        Assert.Equal(("UnknownSigner", 400, "signer"), (error.Problem.Code, error.Problem.Status, error.Problem.Field));
    }

    [Theory]
    [InlineData("ann", "ann")]
    [InlineData("ann@example.com", "ann@example.com")]
    [InlineData(@"CORP\ann müller", "CORP-ann-m-ller")]
    [InlineData("x", "console-x")]
    [InlineData("", "console-")]
    public void A_session_is_named_as_sts_allows(string actor, string name) => Assert.Equal(name, RoleSessions.SessionName(actor));

    [Fact]
    public void A_long_name_is_cut_at_64() => Assert.Equal(new string('a', 64), RoleSessions.SessionName(new string('a', 300)));

    [Fact]
    public void The_signers_are_the_consoles_own_and_then_the_roles() => Assert.Equal(Names, Identity.Signers.Select(signer => signer.ShortName));

    [Theory]
    [InlineData("us-east-1", "arn:aws:iam::111122223333:role/a/b/support-connect", null)]
    [InlineData("cn-north-1", "arn:aws-cn:iam::111122223333:role/support-connect", null)]
    [InlineData("us-gov-west-1", "arn:aws-us-gov:iam::111122223333:role/support-connect", null)]
    [InlineData("cn-north-1", "arn:aws:iam::111122223333:role/support-connect", "partition aws-cn")]
    [InlineData("us-east-1", "support-connect", "is no role")]
    [InlineData("us-east-1", "arn:aws:iam::111122223333:user/ann", "is no role")]
    [InlineData("us-east-1", "arn:aws:sts::111122223333:assumed-role/support-connect/ann", "is no role")]
    public void A_role_is_checked_when_the_console_starts(string region, string arn, string? refusal)
    {
        var options = new AwsOptions { SigningRoles = { arn } };
        if (refusal is null)
            Assert.Equal(("support-connect", "111122223333"), (Signer.Configured(options, region)[1].ShortName, Signer.Configured(options, region)[1].Account));
        else
            Assert.Contains(refusal, Assert.Throws<ConfigurationException>(() => Signer.Configured(options, region)).Message);
    }

    private static string KeyOf(MintedToken minted) => TokenCase.Read(minted.Token.Reveal()).Parameters["X-Amz-Credential"].Split('/')[0];

    private Task<MintedToken> MintAsync(string? signer) =>
        rooms.Desk.MintAsync(SandboxedRooms.Ann, new TokenRequest(SandboxedRooms.Demo, "app_user", Signer: signer), "copy", default);

    private async Task<AuroraConsole.Audit.AuditRecord> LatestAsync() => (await rooms.Trail.ReadAsync(SandboxedRooms.Ann, 1, default))[0];
}
