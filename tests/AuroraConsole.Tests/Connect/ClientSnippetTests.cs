using System.Diagnostics;
using System.Text.Json;
using AuroraConsole.Connect;
using AuroraConsole.Tests.Query;
using Npgsql;

namespace AuroraConsole.Tests.Connect;

/// <summary>The settings as their readers take them: a shell, libpq, Npgsql, against a real PostgreSQL with <c>verify-full</c>.</summary>
public sealed class ClientSnippetTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("snippets-").FullName;

    public static TheoryData<string> Names =>
        ["app_user", "App User", "o'brien", "a\"b", "$HOME", "`id`", "$(touch hacked)", "back\\slash", "x; touch hacked #", "!event", "user=postgres", "ünï😀", "a&b|c>d", "per%cent", "col:on@at/slash?"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_psql_line_logs_in_as_it_is_whatever_role_and_database_are_called(string name)
    {
        var target = await TargetAsync(name);
        Assert.Equal($"{name}|{name}", await ShellAsync($"{Snippet(target, "psql").Text} {Ask}"));
        Assert.Empty(Directory.GetFiles(_folder, "hacked"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_address_logs_in_as_it_is_whatever_role_and_database_are_called(string name)
    {
        var target = await TargetAsync(name);
        Assert.Equal($"{name}|{name}", await ShellAsync($"{Snippet(target, "url").Text}\npsql \"$DATABASE_URL\" {Ask}"));
        var withToken = Snippet(target, "url").WithToken!.Replace(ClientSnippets.TokenMark, Uri.EscapeDataString("host:1/?a=b&c=d%2F"));
        Assert.Equal($"{name}|{name}", await ShellAsync($"{withToken}\npsql \"$DATABASE_URL\" {Ask}"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_line_with_the_token_hands_exactly_the_token_over(string name)
    {
        var target = await TargetAsync(name);
        var line = Snippet(target, "psql").WithToken!;
        Assert.StartsWith(" ", line);
        Assert.Equal("localhost:1/?Action=connect&DBUser=a%2Bb", await ShellAsync("psql() { printf '%s' \"$PGPASSWORD\"; }\n" + line.Replace(ClientSnippets.TokenMark, "localhost:1/?Action=connect&DBUser=a%2Bb")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_connection_string_for_Npgsql_logs_in_and_is_a_plain_literal(string name)
    {
        var target = await TargetAsync(name);
        var text = Snippet(target, "npgsql").Text!;
        // From the first quote of the literal to its last: valid JSON is a valid C# string literal.
        var literal = text[text.IndexOf('"')..(text.LastIndexOf("\");", StringComparison.Ordinal) + 1)];
        await using var source = NpgsqlDataSource.Create(JsonSerializer.Deserialize<string>(literal)!);
        await using var command = source.CreateCommand("select current_user || '|' || current_database()");
        Assert.Equal($"{name}|{name}", await command.ExecuteScalarAsync());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_command_for_a_fresh_token_passes_the_role_as_one_word(string name)
    {
        var target = await TargetAsync(name);
        var fresh = Snippet(target, "pgadmin").Fresh!;
        var words = (await ShellAsync("aws() { printf '%s\\n' \"$@\"; }\n" + fresh)).Split('\n');
        Assert.Equal(["rds", "generate-db-auth-token", "--region", "us-east-1", "--port", $"{server.Port}", "--hostname", "localhost", "--username", name], words);
        Assert.Empty(Directory.GetFiles(_folder, "hacked"));
    }

    [Theory]
    [InlineData("it's", "'it''s'")]
    [InlineData("it\u2019s $env:HOME `n", "'it\u2019\u2019s $env:HOME `n'")]
    public void PowerShell_takes_every_single_quote_for_one(string value, string quoted) => Assert.Equal(quoted, Quoting.PowerShell(value));

    [Fact]
    public void Every_client_verifies_in_full_and_none_shows_a_token()
    {
        foreach (var root in new[] { "system", "/data/ca.pem" })
        {
            foreach (var snippet in ClientSnippets.For(new LoginTarget("demo.example", 5432, "app", "app_user", "us-east-1", root)))
            {
                var shown = $"{snippet.Text}{snippet.Fresh}{string.Join('\n', (snippet.Fields ?? []).Select(field => $"{field.Label}={field.Value}"))}";
                Assert.DoesNotContain(ClientSnippets.TokenMark, shown);
                Assert.Contains("demo.example", shown);
                Assert.True(snippet.Id == "node" ? shown.Contains("ssl: true") || shown.Contains("ssl: { ca:") : shown.Contains("verify-full") || shown.Contains("VerifyFull"), $"{snippet.Id} does not verify");
                Assert.DoesNotContain("rejectUnauthorized", shown);
            }
        }
    }

    private const string Ask = "-X -A -t -c 'select current_user, current_database()'";

    private static ClientSnippet Snippet(LoginTarget target, string id) => ClientSnippets.For(target).Single(snippet => snippet.Id == id);

    private async Task<LoginTarget> TargetAsync(string name)
    {
        var identifier = name.Replace("\"", "\"\"");
        var literal = name.Replace("'", "''");
        await server.PsqlAsync($"do $do$ begin if not exists (select from pg_roles where rolname = '{literal}') then create role \"{identifier}\" login; end if; end $do$");
        if (await server.PsqlAsync($"select 1 from pg_database where datname = '{literal}'") == "")
            await server.PsqlAsync($"create database \"{identifier}\"");
        var root = Path.Combine(_folder, "it's the root.pem");
        await File.WriteAllTextAsync(root, server.CertificatePem);
        return new LoginTarget("localhost", server.Port, name, name, "us-east-1", root);
    }

    private async Task<string> ShellAsync(string script)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", script]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return output.TrimEnd('\n');
    }
}
