using System.Diagnostics;
using System.Text.RegularExpressions;
using AuroraConsole.Sandbox.Tests.Aws;
using AuroraConsole.Sandbox.Tests.Postgres;

namespace AuroraConsole.Sandbox.Tests.Clients;

/// <summary>Every snippet of <c>docs/sandbox-in-ci.md</c>, run from top to bottom as its reader runs them, on other ports.</summary>
[Trait("Category", "ClientMatrix")]
public sealed partial class CiPageTests : IDisposable
{
    private readonly string _folder = Builds.NewDataPath();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [ClientFact("AWS SDK for JavaScript", "AWS CLI")]
    public async Task The_snippets_do_what_the_page_says()
    {
        await PrepareAsync();
        var said = await RunAsync(string.Join('\n', Blocks("sh")));
        Assert.Equal(
            ["{\"ready\":true}", "demo\tavailable", "shop is available", "app_user|120", "postgres", "{\"offsetSeconds\":960}", "{\"gateway\":[{\"kind\":\"throttle\"}],\"aws\":[]}"],
            said);
        Assert.False(Directory.Exists(Path.Combine(_folder, "sandbox-data")));
    }

    [ClientFact("AWS SDK for JavaScript")]
    public async Task The_job_runs_to_its_end()
    {
        await PrepareAsync();
        var job = Blocks("yaml").Single();
        var environment = Variable().Matches(job[..job.IndexOf("steps:", StringComparison.Ordinal)]).Select(variable => $"export {variable.Groups[1].Value}='{variable.Groups[2].Value}'");
        // What the runner's own steps bring (checkouts, SDKs, the log at the end of a failure) is here already, and so are the npm packages.
        var steps = Step().Matches(job).Select(step => step.Groups[1].Value).Where(step => step is not ("npm ci" or "cat sandbox.log")).ToList();
        Assert.Equal(3, steps.Count);
        var said = await RunAsync($"export RUNNER_TEMP=\"$PWD\"\n{string.Join('\n', environment)}\n{string.Join('\n', steps)}\nkill $! && wait $!\n");
        Assert.Equal(["{\"ready\":true}", "shop is available", "postgres"], said);
    }

    // The reader's own scripts and their packages.
    private async Task PrepareAsync()
    {
        await ClientsFolder.InstallAsync();
        Directory.CreateSymbolicLink(Path.Combine(_folder, "node_modules"), Path.Combine(ClientsFolder.Path, "node_modules"));
        foreach (var script in Blocks("js"))
            await File.WriteAllTextAsync(Path.Combine(_folder, script[3..script.IndexOf('\n')]), script);
    }

    private static List<string> Blocks(string language) =>
        [.. Fence().Matches(File.ReadAllText(Path.Combine(ClientsFolder.Root, "docs", "sandbox-in-ci.md"))).Where(block => block.Groups[1].Value == language).Select(block => block.Groups[2].Value)];

    private async Task<IEnumerable<string>> RunAsync(string script)
    {
        var port = RunningSandbox.FreePort();
        var moved = script.Replace("127.0.0.1:5081", $"127.0.0.1:{port}").Replace("aurora-console/", ClientsFolder.Root + "/");
        var start = new ProcessStartInfo("bash", ["-euc", $"trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n{moved}"]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["Sandbox__AwsUrl"] = $"http://127.0.0.1:{port}";
        start.Environment["Sandbox__GatewayPort"] = $"{RunningSandbox.FreePort()}";
        start.Environment["PATH"] = "/usr/bin:" + start.Environment["PATH"];
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        using var shell = Process.Start(start)!;
        var output = shell.StandardOutput.ReadToEndAsync();
        var errors = shell.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(6));
        try
        {
            await shell.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            shell.Kill(entireProcessTree: true);
            throw;
        }

        var log = Path.Combine(_folder, "sandbox.log");
        Assert.True(shell.ExitCode == 0, $"The page's script ended with {shell.ExitCode}: {await errors}\n{(File.Exists(log) ? await File.ReadAllTextAsync(log) : "")}");
        // Before it the build has its say.
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).SkipWhile(line => line != "{\"ready\":true}");
    }

    [GeneratedRegex("^```(\\w+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("^      (\\w+): (.*)$", RegexOptions.Multiline)]
    private static partial Regex Variable();

    [GeneratedRegex("run: (?:\\|\n)?((?:.|\n {10})+)")]
    private static partial Regex Step();
}
