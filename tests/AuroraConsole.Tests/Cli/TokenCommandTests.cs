using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace AuroraConsole.Tests.Cli;

[Collection(RunningConsolesCollection.Name)]
public sealed class TokenCommandTests(RunningConsoles consoles)
{
    private readonly Command _command = new(consoles);

    [Fact]
    public async Task A_token_is_all_there_is_on_standard_output()
    {
        var ended = await _command.RunAsync("token", RunningConsoles.Demo, "--role", "app_user", "--database=app");
        Assert.Equal((0, ""), (ended.Code, ended.Error));
        Assert.Matches(@"^localhost:\d+/\?Action=connect&DBUser=app_user&[!-~]+&X-Amz-Signature=[0-9a-f]{64}\z", ended.Output);
    }

    [Theory]
    [InlineData("PGSSLMODE=verify-full PGSSLROOTCERT=$(ls $XDG_CONFIG_HOME/aurora-console/roots/*.pem) PGHOST=localhost PGPORT=$port PGPASSWORD=$token psql -U app_user -d app -Atc 'select current_user'")]
    public async Task A_token_logs_in(string psql)
    {
        // The first line writes the authority's file; the second takes the port out of the token.
        var ended = await _command.ShellAsync($"set -e; $CLI token {RunningConsoles.Demo} --role app_user --format env >/dev/null; token=$($CLI token {RunningConsoles.Demo} --role app_user); port=${{token#*:}}; port=${{port%%/*}}; {psql}");
        Assert.Equal((0, "app_user\n", ""), (ended.Code, ended.Output, ended.Error));
    }

    [Theory]
    [InlineData("eval \"$($CLI token us-east-1/demo --role app_user --format env)\"; psql -Atc 'select current_user, current_database()'", "app_user|app")]
    [InlineData("eval \"$($CLI token us-east-1/demo --role app_readonly --database postgres --format env)\"; psql -Atc 'select current_user, current_database()'", "app_readonly|postgres")]
    [InlineData("psql \"$($CLI token us-east-1/demo --role app_user --format url)\" -Atc 'select current_user, current_database()'", "app_user|app")]
    public async Task Other_formats_log_in_as_they_are(string line, string says)
    {
        var ended = await _command.ShellAsync(line);
        Assert.Equal((0, $"{says}\n", ""), (ended.Code, ended.Output, ended.Error));
    }

    [Theory]
    [InlineData("RoleReserved", "token", RunningConsoles.Demo, "--role", "rdsadmin")]
    [InlineData("MissingRole", "token", RunningConsoles.Demo, "--role", "")]
    [InlineData("DBClusterNotFoundFault", "token", "us-east-1/nope", "--role", "app_user")]
    [InlineData("UnknownEndpoint", "token", RunningConsoles.Demo, "--role", "app_user", "--endpoint", "nope")]
    [InlineData("UnknownSigner", "psql", RunningConsoles.Demo, "--role", "app_user", "--signer", "nope")]
    [InlineData("InvalidReason", "token", RunningConsoles.Demo, "--role", "app_user", "--reason", "two\nlines")]
    public async Task A_refusal_is_told_on_standard_error_and_ends_with_1(string code, params string[] arguments)
    {
        var ended = await _command.RunAsync(arguments);
        Assert.Equal((1, ""), (ended.Code, ended.Output));
        Assert.EndsWith($" ({code})\n", ended.Error);
    }

    [Theory]
    [InlineData]
    [InlineData("http://127.0.0.1:1/sign-in#secret")]
    [InlineData("token")]
    [InlineData("token", "demo", "--role", "x")]
    [InlineData("token", RunningConsoles.Demo)]
    [InlineData("token", RunningConsoles.Demo, "--role")]
    [InlineData("token", RunningConsoles.Demo, "--role", "x", "--role", "y")]
    [InlineData("token", RunningConsoles.Demo, "--role", "x", "--rolle", "secret")]
    [InlineData("token", RunningConsoles.Demo, "--role", "x", "--format", "secret")]
    [InlineData("token", RunningConsoles.Demo, "--role", "x", "--", "secret")]
    [InlineData("token", RunningConsoles.Demo, "secret", "--role", "x")]
    [InlineData("token", RunningConsoles.Demo, "--role", "x", "--console", "http://example.com:5080")]
    [InlineData("token", RunningConsoles.Demo, "--role", "x", "--console", "secret")]
    [InlineData("token", RunningConsoles.Demo, "--role", "x", "--bearer-file", "/nowhere")]
    [InlineData("clusters", "secret")]
    [InlineData("sign-in", "http://example.com/sign-in#secret")]
    [InlineData("sign-in", "https://example.com/other#secret")]
    public async Task A_wrong_command_line_ends_with_2_and_repeats_nothing(params string[] arguments)
    {
        var ended = await _command.RunAsync(arguments);
        Assert.Equal((2, ""), (ended.Code, ended.Output));
        Assert.DoesNotContain("secret", ended.Error);
        Assert.DoesNotContain("   at ", ended.Error);
    }

    [Fact]
    public async Task Where_no_console_answers_it_ends_with_3()
    {
        var nobody = await _command.RunAsync("clusters", "--console", "http://127.0.0.1:1");
        Assert.Equal((3, ""), (nobody.Code, nobody.Output));
        Assert.StartsWith("No console answers at http://127.0.0.1:1/.", nobody.Error);
        var another = await _command.RunAsync("token", RunningConsoles.Demo, "--role", "app_user", "--console", consoles.AwsUrl);
        Assert.Equal((3, ""), (another.Code, another.Output));
        Assert.Contains("is not an AuroraConsole", another.Error);
    }

    [Fact]
    public async Task Clusters_are_listed_and_help_is_given()
    {
        var listed = await _command.RunAsync("clusters");
        Assert.Matches(@"^us-east-1/demo  available  localhost:\d+\n", listed.Output);
        var help = await _command.RunAsync("token", "--help");
        Assert.Equal(0, help.Code);
        Assert.Contains("Exit codes", help.Output);
    }

    [Fact]
    public async Task The_api_says_all_that_a_login_needs_and_takes_no_member_it_does_not_know()
    {
        using var http = new HttpClient { BaseAddress = new Uri(consoles.Sandbox) };
        var answer = await (await http.PostAsJsonAsync("/api/tokens", new { cluster = RunningConsoles.Demo, role = "app_user", endpoint = "writer", signer = "console", reason = "to see" })).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("app", answer.GetProperty("database").GetString());
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", answer.GetProperty("sslRootCert").GetString());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("signer").ValueKind);
        Assert.True(answer.GetProperty("signerEndKnown").GetBoolean());
        var refused = await http.PostAsJsonAsync("/api/tokens", new { cluster = RunningConsoles.Demo, role = "app_user", endpiont = "writer" });
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("InvalidJson", (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        var described = (await http.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("components").GetProperty("schemas").GetProperty("TokenRequest").GetProperty("properties");
        Assert.Equal(["cluster", "role", "endpoint", "reason", "signer"], described.EnumerateObject().Select(member => member.Name));
    }
}
