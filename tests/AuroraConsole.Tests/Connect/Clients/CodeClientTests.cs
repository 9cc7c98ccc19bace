using AuroraConsole.Connect.Clients;

namespace AuroraConsole.Tests.Connect.Clients;

/// <summary>The programs as they are pasted, each signing for itself, against the sandbox's gateway: one process a language runs one for every name.</summary>
[Collection(nameof(ClientSandbox))]
[Trait("Category", "ClientMatrix")]
public sealed class CodeClientTests(ClientSandbox sandbox) : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [ClientTheory("node", "npm")]
    [InlineData("node")]
    [InlineData("drizzle")]
    public async Task Node_logs_in_whatever_role_and_database_are_called(string block)
    {
        Directory.CreateSymbolicLink(Path.Combine(_bench.Folder, "node_modules"), await Workbench.NodeModulesAsync());
        var programs = WriteAll(block, "mjs");
        // The pools of the programs stay open, as in a server; the runner ends them.
        _bench.Write("all.mjs", $"{string.Concat(programs.Select(program => $"await import('./{program}');\n"))}process.exit();\n");
        AssertLogins(ClientSandbox.Names, await _bench.RunAsync("node", "all.mjs"));
    }

    [ClientTheory(Toolbox.Modules + "boto3", Toolbox.Modules + "psycopg_pool", Toolbox.Modules + "psycopg2", Toolbox.Modules + "sqlalchemy")]
    [InlineData("python")]
    [InlineData("sqlalchemy")]
    public async Task Python_logs_in_whatever_role_and_database_are_called(string block)
    {
        var programs = WriteAll(block, "py");
        _bench.Write("all.py", $"import runpy\nfor program in [{string.Join(", ", programs.Select(program => $"'{program}'"))}]:\n    runpy.run_path(program)\n");
        AssertLogins(ClientSandbox.Names, await _bench.RunAsync(Toolbox.Python, "all.py"));
    }

    [Fact]
    public async Task Dotnet_logs_in_whatever_role_and_database_are_called()
    {
        // The SDK's generator trims the role, which the page says; so does its stand-in here.
        var names = ClientSandbox.Names.Where(name => name == name.Trim()).ToList();
        var program = await DotNetProgram.BuildAsync(_bench, [.. names.Select(name => Text(name, "npgsql"))]);
        AssertLogins(names, await _bench.RunAsync(DotNetProgram.Host, program));
    }

    [ClientFact("javac", "/usr/share/java/postgresql.jar", "/usr/share/java/HikariCP.jar")]
    public async Task Java_logs_in_whatever_role_and_database_are_called()
    {
        // The AWS SDK for Java is not among Debian's packages: these classes have its names and sign likewise.
        var sources = Directory.GetFiles(Path.Combine(Workbench.Repository(), "tests", "clients", "java"), "*.java", SearchOption.AllDirectories).ToList();
        foreach (var (name, index) in ClientSandbox.Names.Select((name, index) => (name, index)))
            sources.Add(_bench.Write($"s{index}/Main.java", $"package s{index};\n{Text(name, "java")}"));
        sources.Add(_bench.Write("All.java", $"public class All {{ public static void main(String[] a) throws Exception {{ {string.Concat(ClientSandbox.Names.Select((_, index) => $"s{index}.Main.main(a); "))} }} }}"));
        const string Jars = "/usr/share/java/postgresql.jar:/usr/share/java/HikariCP.jar:/usr/share/java/slf4j-api.jar:/usr/share/java/slf4j-nop.jar";
        await _bench.RunAsync("javac", ["-encoding", "UTF-8", "-d", "classes", "-cp", Jars, .. sources]);
        AssertLogins(ClientSandbox.Names, await _bench.RunAsync("java", "-Dstdout.encoding=UTF-8", "-Dfile.encoding=UTF-8", "-cp", $"classes:{Jars}", "All"));
    }

    [ClientFact("go", "/usr/share/gocode/src/github.com/jackc/pgx/v4", "/usr/share/gocode/src/github.com/aws/aws-sdk-go-v2")]
    public async Task Go_logs_in_whatever_role_and_database_are_called()
    {
        foreach (var (name, index) in ClientSandbox.Names.Select((name, index) => (name, index)))
        {
            // Debian packages pgx 4, where the pool's constructor has another name; the rest of the program is the same for both.
            _bench.Write($"main{index}.go", Text(name, "go").Replace("pgx/v5", "pgx/v4").Replace("pgxpool.NewWithConfig(", "pgxpool.ConnectConfig(").Replace("func main()", $"func main{index}()"));
        }

        _bench.Write("main.go", $"package main\n\nfunc main() {{ {string.Join("; ", ClientSandbox.Names.Select((_, index) => $"main{index}()"))} }}\n");
        _bench.Environment["GO111MODULE"] = "off";
        _bench.Environment["GOPATH"] = "/usr/share/gocode";
        _bench.Environment["GOCACHE"] = Path.Combine(Path.GetTempPath(), "aurora-console-go-cache");
        await _bench.RunAsync("go", "build", "-o", "all", ".");
        AssertLogins(ClientSandbox.Names, await _bench.RunAsync(Path.Combine(_bench.Folder, "all")));
        // And it is written as Go is.
        _bench.Write("pasted/main.go", Text("app_user", "go") + "\n");
        Assert.Equal("", await _bench.RunAsync("gofmt", "-d", "pasted"));
    }

    [ClientFact("rustfmt")]
    public async Task Rust_reads_every_program()
    {
        // SQLx and the AWS SDK for Rust are not among Debian's packages: the programs are parsed, not run.
        foreach (var program in WriteAll("rust", "rs"))
            await _bench.RunAsync("rustfmt", "--edition", "2021", program);
    }

    private static void AssertLogins(IReadOnlyList<string> names, string printed) =>
        Assert.Equal(string.Concat(names.Select(name => $"{name}|{name}\n")), printed + "\n");

    private string Text(string name, string block) => ClientSnippets.For(sandbox.Target(name)).SelectMany(client => client.Blocks).Single(found => found.Id == block).Text;

    private List<string> WriteAll(string block, string extension) =>
        [.. ClientSandbox.Names.Select((name, index) => Path.GetFileName(_bench.Write($"s{index}.{extension}", Text(name, block))))];
}
