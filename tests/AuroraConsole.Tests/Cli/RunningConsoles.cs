using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using AuroraConsole.Sandbox.Tests.Postgres;

namespace AuroraConsole.Tests.Cli;

/// <summary>
/// Two consoles as a user starts them: one on its sandbox, one that takes the first's sandbox for an account and so asks for a sign-in.
/// </summary>
public sealed partial class RunningConsoles : IAsyncLifetime
{
    public const string Demo = "us-east-1/demo";
    public const string SigningRole = "arn:aws:iam::000000000000:role/sandbox-app";
    private readonly DirectoryInfo _folder = new(Builds.NewDataPath());
    private readonly List<Process> _processes = [];
    private readonly StringBuilder _printed = new();

    /// <summary>The console on its sandbox.</summary>
    public string Sandbox { get; private set; } = "";

    /// <summary>The console on an account.</summary>
    public string Account { get; private set; } = "";

    /// <summary>What is listening, but no console.</summary>
    public string AwsUrl { get; private set; } = "";

    /// <summary>For files that go with the consoles.</summary>
    public string Folder => _folder.FullName;

    /// <summary>Where the account's console keeps the bearer.</summary>
    public string BearerFile => Path.Combine(_folder.FullName, "account", "bearer");

    public async Task InitializeAsync()
    {
        var port = FreePorts(9);
        (Sandbox, Account, AwsUrl) = ($"http://127.0.0.1:{port}", $"http://127.0.0.1:{port + 1}", $"http://127.0.0.1:{port + 2}");
        Start(null, $"--Urls={Sandbox}", $"--Console:DataPath={Path.Combine(_folder.FullName, "console")}", $"--Sandbox:DataPath={Path.Combine(_folder.FullName, "sandbox")}", $"--Sandbox:AwsUrl={AwsUrl}", $"--Sandbox:GatewayPort={port + 3}", "--Sandbox:DemoTraffic=false", "--Sandbox:CreateSeconds=0");
        await WaitAsync(Sandbox);
        Start(_printed, $"--Urls={Account}", $"--Console:DataPath={Path.Combine(_folder.FullName, "account")}", "--Console:Target=Aws", $"--Aws:ServiceUrl={AwsUrl}", "--Aws:Regions:0=us-east-1", $"--Aws:SigningRoles:0={SigningRole}");
        await WaitAsync(Account);
        var command = new Command(this);
        await UntilAsync(async () => (await command.RunAsync("clusters")).Output.Contains($"{Demo}  available"), "demo never became available");
    }

    public async Task DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes))
        {
            using var terminate = Process.Start("kill", ["-TERM", process.Id.ToString()]);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            process.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    /// <summary>The newest link the account's console printed, once it is another than <paramref name="last"/>.</summary>
    public async Task<string> LinkAsync(string? last = null)
    {
        string? link = null;
        await UntilAsync(() => Task.FromResult((link = Newest()) is not null && link != last), "no new link was printed");
        return link!;
    }

    /// <summary>Waits for a condition, generously.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string otherwise)
    {
        var limit = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(limit.Elapsed < TimeSpan.FromMinutes(3), otherwise);
            await Task.Delay(100);
        }
    }

    private string? Newest()
    {
        lock (_printed)
            return SignInLink().Matches(_printed.ToString()).LastOrDefault()?.Value;
    }

    private void Start(StringBuilder? printed, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Command.Built("AuroraConsole"), .. arguments]) { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["AWS_ACCESS_KEY_ID"], start.Environment["AWS_SECRET_ACCESS_KEY"]) = ("SANDBOX", "sandbox");
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);

        void Keep(string? line)
        {
            if (printed is null || line is null)
                return;
            lock (printed)
                printed.AppendLine(line);
        }
    }

    private async Task WaitAsync(string url)
    {
        using var http = new HttpClient();
        await UntilAsync(
            async () =>
            {
                Assert.False(_processes[^1].HasExited, $"the console at {url} ended");
                try
                {
                    return (await http.GetAsync($"{url}/readyz")).IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            $"{url} did not answer");
    }

    private static int FreePorts(int count)
    {
        while (true)
        {
            var first = Random.Shared.Next(30000, 32000);
            if (Enumerable.Range(first, count).All(IsFree))
                return first;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/sign-in#\S+")]
    private static partial Regex SignInLink();
}

/// <summary>One set of consoles for all tests of the command.</summary>
[CollectionDefinition(Name)]
public sealed class RunningConsolesCollection : ICollectionFixture<RunningConsoles>
{
    public const string Name = "running consoles";
}
