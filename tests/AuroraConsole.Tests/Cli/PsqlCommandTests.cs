using System.Diagnostics;

namespace AuroraConsole.Tests.Cli;

[Collection(RunningConsolesCollection.Name)]
public sealed class PsqlCommandTests(RunningConsoles consoles)
{
    private readonly Command _command = new(consoles);

    [Fact]
    public async Task Psql_is_logged_in_and_gets_its_arguments()
    {
        var ended = await _command.RunAsync("psql", RunningConsoles.Demo, "--role", "app_user", "--", "-XAtc", "select current_user, current_database(), 'a  b'");
        Assert.Equal((0, "app_user|app|a  b\n", ""), (ended.Code, ended.Output, ended.Error));
    }

    [Theory]
    [InlineData("select 1;", 0)]
    [InlineData("select 1/0;", 3)]
    public async Task Psql_reads_on_and_its_exit_code_passes(string sql, int code)
    {
        var ended = await _command.ReadingAsync(sql, "psql", RunningConsoles.Demo, "--role", "app_user", "--database", "app", "--", "-Xq", "-v", "ON_ERROR_STOP=1", "-f", "-");
        Assert.Equal(code, ended.Code);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_psqls_own_refusal()
    {
        var ended = await _command.RunAsync("psql", RunningConsoles.Demo, "--role", "app_user", "--database", "nope", "--", "-c", "select 1");
        Assert.Equal(2, ended.Code);
        Assert.Contains("\"nope\" does not exist", ended.Error);
        Assert.DoesNotContain("X-Amz-", ended.Error);
    }

    [Fact]
    public async Task Settings_of_the_environment_do_not_lead_elsewhere()
    {
        _command.Environment["PGHOSTADDR"] = "192.0.2.1";
        _command.Environment["PGSERVICE"] = "elsewhere";
        _command.Environment["PGSSLMODE"] = "disable";
        var ended = await _command.RunAsync("psql", RunningConsoles.Demo, "--role", "app_user", "--", "-XAtc", "select 1");
        Assert.Equal((0, "1\n", ""), (ended.Code, ended.Output, ended.Error));
    }

    [Fact]
    public async Task A_signal_reaches_psql_and_only_its_environment_holds_the_token()
    {
        using var process = Process.Start(_command.Start("psql", RunningConsoles.Demo, "--role", "app_user", "--", "-Xc", "select pg_sleep(600)"))!;
        try
        {
            string[] children = [];
            await RunningConsoles.UntilAsync(
                async () =>
                {
                    children = [.. Directory.GetDirectories($"/proc/{process.Id}/task").SelectMany(task => File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))];
                    // Debian's psql is a script that becomes the program.
                    return children.Length == 1 && Path.GetFileName((await File.ReadAllTextAsync($"/proc/{children[0]}/cmdline")).Split('\0')[0]) == "psql";
                },
                "psql was not started");
            Assert.Contains("PGPASSWORD=localhost:", await File.ReadAllTextAsync($"/proc/{children[0]}/environ"));
            foreach (var id in new[] { process.Id.ToString(), children[0] })
                Assert.DoesNotContain("X-Amz-", await File.ReadAllTextAsync($"/proc/{id}/cmdline"));
            Assert.DoesNotContain("X-Amz-", await File.ReadAllTextAsync($"/proc/{process.Id}/environ"));

            using var terminate = Process.Start("kill", ["-TERM", process.Id.ToString()]);
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            await process.WaitForExitAsync(limit.Token);
            Assert.Equal(128 + 15, process.ExitCode);
            Assert.False(Directory.Exists($"/proc/{children[0]}"));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task Without_psql_it_says_what_to_install()
    {
        _command.Environment["PATH"] = "/nowhere";
        var ended = await _command.RunAsync("psql", RunningConsoles.Demo, "--role", "app_user");
        Assert.Equal((127, ""), (ended.Code, ended.Output));
        Assert.StartsWith("psql was not found.", ended.Error);
    }
}
