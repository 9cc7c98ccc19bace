using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Tests.Postgres;
using Npgsql;

namespace AuroraConsole.Sandbox.Tests.Gateway;

[Collection("gateway")]
public sealed class LoginTests(Gateways gateways)
{
    private const string Refused = "28000 PAM authentication failed for user \"app_user\"";

    [Theory]
    [MemberData(nameof(Builds.All), MemberType = typeof(Builds))]
    public async Task Psql_logs_in_with_a_token_and_verify_full(string build)
    {
        var gateway = await gateways.OnAsync(build);
        gateway.TakeLogins();
        var (exit, output, errors) = await Psql.RunAsync(gateway.Psql("app_user"), gateway.Token("app_user"), "select current_user, count(*) > 3000 from orders");
        Assert.Equal((0, "app_user|t", ""), (exit, output, errors));
        Assert.Equal([("app_user", LoginOutcome.Success, RunningGateway.Arn + "sandbox")], gateway.TakeLogins());
    }

    [Theory]
    [MemberData(nameof(Builds.All), MemberType = typeof(Builds))]
    public async Task Npgsql_logs_in_with_a_token_and_verify_full(string build)
    {
        var gateway = await gateways.OnAsync(build);
        await using var connection = await gateway.OpenAsync("app_readonly");
        Assert.Equal("app_readonly", await connection.ScalarAsync("select current_user::text"));
    }

    [Fact]
    public async Task The_order_of_the_parameters_does_not_matter()
    {
        var gateway = await gateways.OnAsync("found");
        var parts = gateway.Token("app_user").Split("/?");
        var shuffled = parts[1].Split('&');
        new Random(7).Shuffle(shuffled);
        await using var connection = await gateway.OpenAsync("app_user", $"{parts[0]}/?{string.Join('&', shuffled)}");
    }

    [Fact]
    public async Task A_name_that_needs_escaping_is_compared_as_it_is()
    {
        var gateway = await gateways.OnAsync("found");
        const string role = " Zoë+%2B/=&\"x ";
        await using (var admin = await gateway.OpenAsync("postgres")) await admin.ScalarAsync($"create role \"{role.Replace("\"", "\"\"")}\" login in role rds_iam");
        await using (var connection = await gateway.OpenAsync(role)) Assert.Equal(role, await connection.ScalarAsync("select current_user::text"));
        gateway.TakeLogins();
        Assert.StartsWith("28000", await gateway.RefusalAsync(role, gateway.Token(role.Trim())));
        Assert.Equal([(role, LoginOutcome.InvalidToken, null)], gateway.TakeLogins());
    }

    public static TheoryData<string> Wrongs => new(BadTokens.Keys);

    private static readonly Dictionary<string, Func<RunningGateway, string>> BadTokens = new()
    {
        ["not a token"] = _ => "hunter2",
        ["tampered signature"] = g => Flip(g.Token("app_user"), ^1),
        ["tampered date"] = g => g.Token("app_user").Replace("Z&", "0Z&"),
        ["longer life written in"] = g => g.Token("app_user").Replace("X-Amz-Expires=900", "X-Amz-Expires=899"),
        ["parameter added after signing"] = g => g.Token("app_user") + "&X=1",
        ["parameter given twice"] = g => g.Token("app_user") + "&DBUser=app_user",
        ["cut at 256 characters"] = g => g.Token("app_user")[..256],
        ["cut by one character"] = g => g.Token("app_user")[..^1],
        ["trailing newline"] = g => g.Token("app_user") + "\n",
        ["with its scheme"] = g => "https://" + g.Token("app_user"),
        ["bad escape"] = g => g.Token("app_user").Replace("%2F", "%2G"),
        ["cut escape"] = g => g.Token("app_user") + "%2",
        ["not utf-8"] = g => g.Token("app_user") + "&X=%FF",
        ["upper-case signature"] = g => Upper(g.Token("app_user")),
        ["another user"] = g => g.Token("app_readonly"),
        ["user in another case"] = g => g.Token("APP_USER"),
        ["user with a space"] = g => g.Token("app_user "),
        ["another port"] = g => (g.Signer("app_user") with { Host = $"localhost:{g.Server.SharedPort}" }).Token(),
        ["no port"] = g => (g.Signer("app_user") with { Host = "localhost" }).Token(),
        ["an address for the name"] = g => (g.Signer("app_user") with { Host = $"127.0.0.1:{g.Route.Port}" }).Token(),
        ["host in another case"] = g => (g.Signer("app_user") with { Host = $"LOCALHOST:{g.Route.Port}" }).Token(),
        ["another region"] = g => (g.Signer("app_user") with { Region = "eu-west-1" }).Token(),
        ["another service"] = g => (g.Signer("app_user") with { Service = "rds" }).Token(),
        ["another action"] = g => (g.Signer("app_user") with { Action = "Connect" }).Token(),
        ["unknown key"] = g => (g.Signer("app_user") with { Key = "AKIAUNKNOWN" }).Token(),
        ["wrong secret"] = g => (g.Signer("app_user") with { Secret = "sandboX" }).Token(),
        ["life over 900 seconds"] = g => (g.Signer("app_user") with { Expires = "901" }).Token(),
        ["no life"] = g => (g.Signer("app_user") with { Expires = "0" }).Token(),
        ["negative life"] = g => (g.Signer("app_user") with { Expires = "-1" }).Token(),
        ["signed in the future"] = g => (g.Signer("app_user") with { At = g.Clock.GetUtcNow().AddMinutes(6) }).Token(),
        ["session token of nobody"] = g => (g.Signer("app_user") with { SessionToken = "made up" }).Token(),
    };

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task A_bad_token_is_refused_and_recorded_as_invalid(string wrong)
    {
        var gateway = await gateways.OnAsync("found");
        gateway.TakeLogins();
        Assert.Equal(Refused, await gateway.RefusalAsync("app_user", BadTokens[wrong](gateway)));
        Assert.Equal([("app_user", LoginOutcome.InvalidToken, null)], gateway.TakeLogins());
    }

    [Fact]
    public async Task A_token_is_good_for_fifteen_minutes_and_no_longer()
    {
        var gateway = await gateways.OnAsync("found");
        var token = gateway.Token("app_user");
        try
        {
            gateway.Clock.Offset = TimeSpan.FromMinutes(14.5);
            await using var open = await gateway.OpenAsync("app_user", token);
            gateway.TakeLogins();
            gateway.Clock.Offset = TimeSpan.FromMinutes(15.1);
            Assert.Equal(Refused, await gateway.RefusalAsync("app_user", token));
            Assert.Equal(Refused, await gateway.RefusalAsync("app_user", Flip(token, ^1)));
            Assert.Equal([LoginOutcome.ExpiredToken, LoginOutcome.InvalidToken], gateway.TakeLogins().Select(login => login.Outcome));
            // Only the login ages.
            Assert.Equal(1, await open.ScalarAsync("select 1"));
        }
        finally
        {
            gateway.Clock.Offset = TimeSpan.Zero;
        }
    }

    [Theory]
    [InlineData("SANDBOXAPP", "app_readonly", "app")]
    [InlineData("SANDBOXDENIED", "app_user", "denied")]
    public async Task A_good_token_without_the_permission_is_recorded_with_its_caller(string key, string user, string caller)
    {
        var gateway = await gateways.OnAsync("found");
        gateway.TakeLogins();
        Assert.Equal($"28000 PAM authentication failed for user \"{user}\"", await gateway.RefusalAsync(user, (gateway.Signer(user) with { Key = key }).Token()));
        Assert.Equal([(user, LoginOutcome.NotAuthorized, RunningGateway.Arn + caller)], gateway.TakeLogins());
    }

    [Fact]
    public async Task A_permission_for_one_user_lets_that_user_in()
    {
        var gateway = await gateways.OnAsync("found");
        await using var connection = await gateway.OpenAsync("app_user", (gateway.Signer("app_user") with { Key = "SANDBOXAPP" }).Token());
    }

    [Fact]
    public async Task A_temporary_credential_signs_only_with_its_session_token_and_until_its_end()
    {
        var gateway = await gateways.OnAsync("found");
        var session = string.Concat(Enumerable.Repeat("Se/ss+ion=", 130));
        gateway.Keys["SANDBOXTEMP"] = new IamCredential("temp", "arn:aws:sts::000000000000:assumed-role/R/s", session, gateway.Clock.GetUtcNow().AddMinutes(5));
        var signer = gateway.Signer("app_user") with { Key = "SANDBOXTEMP", Secret = "temp" };
        var token = (signer with { SessionToken = session }).Token();
        await using (var connection = await gateway.OpenAsync("app_user", token)) gateway.TakeLogins();
        Assert.Equal(Refused, await gateway.RefusalAsync("app_user", signer.Token()));
        Assert.Equal(Refused, await gateway.RefusalAsync("app_user", (signer with { SessionToken = session + "x" }).Token()));
        gateway.Keys["SANDBOXTEMP"] = gateway.Keys["SANDBOXTEMP"] with { ExpiresAt = gateway.Clock.GetUtcNow() };
        Assert.Equal(Refused, await gateway.RefusalAsync("app_user", token));
        Assert.Equal([LoginOutcome.InvalidToken, LoginOutcome.InvalidToken, LoginOutcome.ExpiredToken], gateway.TakeLogins().Select(login => login.Outcome));
    }

    [Fact]
    public async Task Logins_over_the_limit_are_throttled()
    {
        var gateway = await gateways.OnAsync("found");
        await using var slow = gateway.NewServer(new SandboxOptions { DataPath = Path.GetDirectoryName(gateway.CaFile)!, GatewayPort = 0, LoginsPerSecond = 2 });
        await slow.StartAsync(default);
        gateway.TakeLogins();
        for (var i = 0; i < 8; i++)
        {
            using var client = await WireClient.StartAsync(slow.SharedPort, "app_user", serverName: RunningGateway.HostName);
            await client.ReadToAsync('R');
            await client.SendPasswordAsync((gateway.Signer("app_user") with { Host = gateway.Route.TokenHosts[1] }).Token());
            await client.ReadAsync();
        }
        var outcomes = gateway.TakeLogins().Select(login => login.Outcome).ToList();
        Assert.Equal([LoginOutcome.Success, LoginOutcome.Success], outcomes[..2]);
        Assert.Contains(LoginOutcome.Throttled, outcomes);
        Assert.All(outcomes, outcome => Assert.True(outcome is LoginOutcome.Success or LoginOutcome.Throttled));
    }

    [Theory]
    [MemberData(nameof(Builds.All), MemberType = typeof(Builds))]
    public async Task A_role_that_is_missing_or_no_IAM_role_is_a_password_login_and_recorded_nowhere(string build)
    {
        var gateway = await gateways.OnAsync(build);
        await using (var admin = await gateway.OpenAsync("postgres")) await admin.ScalarAsync("drop role if exists plain; create role plain login password 'right'");
        gateway.TakeLogins();
        foreach (var role in new[] { "nobody_here", "plain", "App_user", new string('x', 64) })
            Assert.Equal($"28P01 password authentication failed for user \"{role}\"", await gateway.RefusalAsync(role, gateway.Token(role)));
        await using (var connection = await gateway.OpenAsync("plain", "right")) Assert.Equal("plain", await connection.ScalarAsync("select current_user::text"));
        Assert.Empty(gateway.TakeLogins());
    }

    [Theory]
    [MemberData(nameof(Builds.All), MemberType = typeof(Builds))]
    public async Task A_grant_of_rds_iam_counts_from_the_next_login_on_and_passwords_stop(string build)
    {
        var gateway = await gateways.OnAsync(build);
        await using var admin = await gateway.OpenAsync("postgres");
        await admin.ScalarAsync("drop role if exists newcomer; create role newcomer login password 'right'");
        await using (await gateway.OpenAsync("newcomer", "right"))
        {
        }
        await admin.ScalarAsync("grant rds_iam to newcomer");
        Assert.StartsWith("28000 PAM", await gateway.RefusalAsync("newcomer", "right"));
        await using (await gateway.OpenAsync("newcomer"))
        {
        }
        await admin.ScalarAsync("revoke rds_iam from newcomer");
        Assert.StartsWith("28P01", await gateway.RefusalAsync("newcomer", gateway.Token("newcomer")));
    }

    [Theory]
    [MemberData(nameof(Builds.All), MemberType = typeof(Builds))]
    public async Task A_name_that_PostgreSQL_would_cut_to_an_IAM_role_is_not_let_in_without_a_token(string build)
    {
        var gateway = await gateways.OnAsync(build);
        var role = new string('r', 63);
        await using (var admin = await gateway.OpenAsync("postgres")) await admin.ScalarAsync($"drop role if exists {role}; create role {role} login in role rds_iam");
        await using (await gateway.OpenAsync(role))
        {
        }
        Assert.StartsWith("28P01", await gateway.RefusalAsync(role + "r", "anything"));
    }

    [Fact]
    public async Task The_owner_of_the_machinery_is_refused_from_outside()
    {
        var gateway = await gateways.OnAsync("found");
        gateway.TakeLogins();
        Assert.StartsWith("28000 pg_hba.conf rejects connection", await gateway.RefusalAsync("rdsadmin", gateway.Token("rdsadmin")));
        Assert.Empty(gateway.TakeLogins());
    }

    [Fact]
    public async Task Without_TLS_nobody_is_let_in()
    {
        var gateway = await gateways.OnAsync("found");
        var (exit, _, errors) = await Psql.RunAsync(gateway.Psql("app_user", "sslmode=disable host=localhost"), gateway.Token("app_user"), "select 1");
        Assert.Equal(2, exit);
        Assert.Contains("no pg_hba.conf entry for host \"", errors);
        Assert.Contains("user \"app_user\", database \"app\", no encryption", errors);
    }

    [Fact]
    public async Task The_shared_port_goes_by_the_name_asked_for()
    {
        var gateway = await gateways.OnAsync("found");
        var shared = gateway.Server.SharedPort;
        string To(string host) => $"hostaddr=127.0.0.1 host={host} port={shared} dbname=app user=app_user sslmode=verify-full sslrootcert={gateway.CaFile}";

        var token = (gateway.Signer("app_user") with { Host = $"{RunningGateway.HostName}:{shared}" }).Token();
        Assert.Equal((0, "app_user", ""), await Psql.RunAsync(To(RunningGateway.HostName), token, "select current_user"));
        Assert.Contains($"demo (demo-instance-1): {gateway.Route.Port}", (await Psql.RunAsync(To("127.0.0.1"), token, "select 1")).Errors);
        Assert.Contains($"no cluster here is named \"localhost\"", (await Psql.RunAsync(To("localhost"), token, "select 1")).Errors);
    }

    [Fact]
    public async Task A_name_that_was_not_certified_fails_verify_full_and_the_CA_of_a_restart_is_the_same()
    {
        var gateway = await gateways.OnAsync("found");
        var (_, _, errors) = await Psql.RunAsync($"hostaddr=127.0.0.1 host=else.example port={gateway.Route.Port} dbname=app user=app_user sslmode=verify-full sslrootcert={gateway.CaFile}", "x", "select 1");
        Assert.Contains("does not match host name \"else.example\"", errors);

        await using var again = gateway.NewServer(new SandboxOptions { DataPath = Path.GetDirectoryName(gateway.CaFile)! });
        Assert.Equal(gateway.Server.CaPem, again.CaPem);
        Assert.Equal(gateway.Server.CaPem, await File.ReadAllTextAsync(gateway.CaFile));
        Assert.All(Directory.GetFiles(Path.Combine(Path.GetDirectoryName(gateway.CaFile)!, "tls")), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(file).UnixFileMode));
    }

    private static string Flip(string token, Index at)
    {
        var characters = token.ToCharArray();
        characters[at] = characters[at] == '0' ? '1' : '0';
        return new string(characters);
    }

    private static string Upper(string token)
    {
        const string name = "X-Amz-Signature=";
        var at = token.IndexOf(name, StringComparison.Ordinal) + name.Length;
        return token[..at] + token[at..].ToUpperInvariant();
    }
}
