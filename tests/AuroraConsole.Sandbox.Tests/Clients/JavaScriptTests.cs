using System.Diagnostics;
using System.Text.Json.Nodes;
using AuroraConsole.Sandbox.Tests.Aws;
using AuroraConsole.Sandbox.Tests.Postgres;

namespace AuroraConsole.Sandbox.Tests.Clients;

/// <summary>The AWS SDK for JavaScript, its token signer and node-postgres, as their users have them (<c>tests/clients</c>).</summary>
[Trait("Category", "ClientMatrix")]
public sealed class JavaScriptTests
{
    [NpmFact]
    public async Task The_main_road_runs_without_a_client_side_error()
    {
        var folder = ClientsFolder();
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "pg")))
            await RunAsync(folder, "npm", "ci", "--no-audit", "--no-fund");

        await using var sandbox = await RunningSandbox.StartAsync(o => o.Databases = true);
        var seen = JsonNode.Parse(await RunAsync(folder, "node", "road.mjs", sandbox.Host.AwsUrl, sandbox.Host.CaPath))!;
        const string Refused = "28000 PAM authentication failed for user \\u0022postgres\\u0022";
        AssertSeen("\"arn:aws:iam::000000000000:user/SANDBOX\"", "identity");
        AssertSeen("[\"creating\",null,[\"js-road-instance-1\"],[{\"Key\":\"team\",\"Value\":\"a \\u0026 b\"}]]", "created");
        AssertSeen("[\"localhost\",true,false,{\"MinCapacity\":0,\"MaxCapacity\":4,\"SecondsUntilAutoPause\":600}]", "available");
        AssertSeen("{\"who\":\"postgres\",\"answer\":42}", "login");
        AssertSeen($"[\"{Refused}\",\"{Refused}\"]", "refusals");
        AssertSeen("[3,1,2]", "metrics");
        AssertSeen("true", "timesAreDates");
        AssertSeen("true", "byCborToo");
        AssertSeen("[\"ValidationException\",400]", "cborError");
        AssertSeen("[\"InvalidToken\",\"NotAuthorized\"]", "lines");
        AssertSeen("\"InvalidDBClusterStateFault\"", "tooEarly");
        AssertSeen("\"DBClusterNotFoundFault\"", "deleted");
        AssertSeen("[[\"js-last\",\"available\"]]", "snapshots");
        AssertSeen("[\"DB cluster created\",\"DB cluster deleted\"]", "events");

        void AssertSeen(string expected, string name) => Assert.Equal(expected, seen[name]?.ToJsonString());
    }

    private static string ClientsFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AuroraConsole.sln"))) folder = folder.Parent!;
        return Path.Combine(folder.FullName, "tests", "clients");
    }

    private static async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        Assert.True(process.ExitCode == 0, $"{program} {arguments[0]} ended with {process.ExitCode}: {await error}");
        return await output;
    }
}
