using AuroraConsole.Connect.Clients;

namespace AuroraConsole.Tests.Connect.Clients;

/// <summary>psql and the command for tokens, in a real shell, against the sandbox's gateway.</summary>
[Collection(nameof(ClientSandbox))]
[Trait("Category", "ClientMatrix")]
public sealed class ShellClientTests(ClientSandbox sandbox) : IDisposable
{
    private const string Ask = "-X -A -t -c \"select current_user || '|' || current_database()\"";
    private readonly Workbench _bench = new();

    public static TheoryData<string> Names => [.. ClientSandbox.Names];

    public void Dispose() => _bench.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_lines_log_in_as_they_are_whatever_role_and_database_are_called(string name)
    {
        _bench.Environment["PGPASSWORD"] = sandbox.Token(name);
        _bench.Environment["PGSERVICEFILE"] = _bench.Write("pg_service.conf", Block(name, "service").Text);
        var login = $"{name}|{name}";
        Assert.Equal($"{login}\n{login}\n{login}", await _bench.ShellAsync(
            $"{Block(name, "psql").Text} {Ask} || exit\n{Block(name, "service-psql").Text} {Ask} || exit\n{Block(name, "url").Text}\npsql \"$DATABASE_URL\" {Ask}"));
        Assert.False(File.Exists(Path.Combine(_bench.Folder, "hacked")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_copies_with_the_token_hand_over_exactly_the_token(string name)
    {
        var token = sandbox.Token(name);
        string With(string block) => Block(name, block).WithToken!.Replace(ClientSnippets.TokenMark, Block(name, block).EncodesToken ? Uri.EscapeDataString(token) : token);
        Assert.StartsWith(" ", With("psql"));
        var handed = await _bench.ShellAsync($"psql() {{ printf '%s\n' \"$PGPASSWORD\"; }}\n{With("psql")}\n{With("service-psql")}\nunset -f psql\n{With("url")}\npsql \"$DATABASE_URL\" {Ask}");
        Assert.Equal($"{token}\n{token}\n{name}|{name}", handed);
        Assert.False(File.Exists(Path.Combine(_bench.Folder, "hacked")));
    }

    [ClientTheory("aws")]
    [InlineData("app_user")]
    [InlineData("x; touch hacked #")]
    [InlineData("-dash")]
    [InlineData("ünï😀")]
    public async Task The_lines_with_a_fresh_token_sign_by_the_AWS_CLI_and_log_in(string name)
    {
        _bench.Environment["PGSERVICEFILE"] = _bench.Write("pg_service.conf", Block(name, "service").Text);
        var login = $"{name}|{name}";
        Assert.Equal($"{login}\n{login}\n{login}", await _bench.ShellAsync(
            $"{Block(name, "psql-fresh").Text} {Ask} || exit\n{Block(name, "service-fresh").Text} {Ask} || exit\n{Block(name, "url-fresh").Text}\npsql \"$DATABASE_URL\" {Ask}"));
        Assert.False(File.Exists(Path.Combine(_bench.Folder, "hacked")));
    }

    [ClientTheory("aws")]
    [InlineData("app_user")]
    [InlineData("o'brien \"b\"")]
    public async Task The_script_for_pgAdmin_prints_a_token_that_logs_in_and_nothing_else(string name)
    {
        var script = ClientSnippets.For(sandbox.Target(name)).Single(client => client.Id == "pgadmin").Files!.Single(file => file.Name.EndsWith(".sh", StringComparison.Ordinal));
        var printed = await _bench.RunAsync("sh", _bench.Write(script.Name, script.Text));
        Assert.DoesNotContain("\n", printed);
        Assert.Contains("X-Amz-Signature=", printed);
        _bench.Environment["PGPASSWORD"] = printed;
        Assert.Equal($"{name}|{name}", await _bench.ShellAsync($"{Block(name, "psql").Text} {Ask}"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_commands_for_a_fresh_token_pass_the_role_as_one_word(string name)
    {
        var target = sandbox.Target(name);
        const string Print = "() { printf '%s\\n' \"$@\"; }\n";
        Assert.Equal(
            ["rds", "generate-db-auth-token", "--region", "us-east-1", "--port", $"{target.Port}", "--hostname", "localhost", $"--username={name}"],
            (await _bench.ShellAsync($"aws{Print}{Block(name, "dbeaver-token").Text}")).Split('\n'));
        // A function's name has no dash in POSIX.
        Assert.Equal(["psql", "us-east-1/demo", $"--role={name}", $"--database={name}"], (await _bench.ShellAsync($"tool{Print}{Block(name, "psql-console").Text.Replace("aurora-console ", "tool ")}")).Split('\n'));
        Assert.Equal(["token", "us-east-1/demo", $"--role={name}"], (await _bench.ShellAsync($"tool{Print}{Block(name, "pgadmin-exec").Text.Replace("aurora-console ", "tool ")}")).Split('\n'));
    }

    private SnippetBlock Block(string name, string id) => ClientSnippets.For(sandbox.Target(name)).SelectMany(client => client.Blocks).Single(block => block.Id == id);
}
