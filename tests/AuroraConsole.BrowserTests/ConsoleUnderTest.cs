using System.Text.RegularExpressions;

namespace AuroraConsole.BrowserTests;

/// <summary>A console with its sandbox, either in one process or, as on an account, with the sandbox beside it.</summary>
internal sealed partial class ConsoleUnderTest : IAsyncDisposable
{
    private static readonly Dictionary<string, string> SandboxKey = new()
    {
        ["AWS_ACCESS_KEY_ID"] = "SANDBOX",
        ["AWS_SECRET_ACCESS_KEY"] = "sandbox",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aurora-console-test-");
    private readonly int _port = ServerProcess.FreePorts(24);
    private readonly List<string> _sandboxArguments;
    private IReadOnlyDictionary<string, string> _key = SandboxKey;
    private string[] _consoleArguments = [];
    private ServerProcess? _sandbox;
    private ServerProcess _console = null!;

    private ConsoleUnderTest() => _sandboxArguments =
    [
        $"--Sandbox:AwsUrl={AwsUrl}",
        $"--Sandbox:GatewayPort={_port + 2}",
        $"--Sandbox:DataPath={Path.Combine(_folder.FullName, "sandbox")}",
    ];

    public string Url => $"http://127.0.0.1:{_port}";

    public string AwsUrl => $"http://127.0.0.1:{_port + 1}";

    public string CaPath => Path.Combine(_folder.FullName, "sandbox", "ca.pem");

    public string Output => _console.Output + _sandbox?.Output;

    /// <summary>Where a browser starts: the page itself, or the one-time sign-in link that the console printed.</summary>
    public string FirstUrl => SignInLink().Match(_console.Output) is { Success: true } link ? link.Value : Url;

    public static async Task<ConsoleUnderTest> OnSandboxAsync(params string[] more)
    {
        var test = new ConsoleUnderTest();
        test._sandboxArguments.AddRange(more);
        await test.StartConsoleAsync();
        return test;
    }

    /// <param name="prepare">Done to the sandbox before the console starts, such as a key of its own in its IAM; answers the console's environment.</param>
    /// <param name="more">Arguments of the console.</param>
    public static async Task<ConsoleUnderTest> OnAccountAsync(Func<ConsoleUnderTest, Task<IReadOnlyDictionary<string, string>>>? prepare = null, params string[] more)
    {
        var test = new ConsoleUnderTest { _consoleArguments = more };
        test._sandbox = await ServerProcess.StartAsync("AuroraConsole.Sandbox", $"{test.AwsUrl}/ca.pem", new Dictionary<string, string>(), [.. test._sandboxArguments]);
        if (prepare is not null)
            test._key = await prepare(test);
        await test.StartConsoleAsync();
        return test;
    }

    /// <param name="fill">Gets the sandbox's data path before it starts.</param>
    /// <param name="more">Arguments of the sandbox.</param>
    public static async Task<ConsoleUnderTest> OnFilledAccountAsync(Action<string> fill, params string[] more)
    {
        var test = new ConsoleUnderTest();
        test._sandboxArguments.AddRange(more);
        fill(Directory.CreateDirectory(Path.Combine(test._folder.FullName, "sandbox")).FullName);
        // Without databases there is no certificate to wait for.
        test._sandbox = await ServerProcess.StartAsync("AuroraConsole.Sandbox", $"{test.AwsUrl}/_sandbox/clock", new Dictionary<string, string>(), [.. test._sandboxArguments]);
        await test.StartConsoleAsync();
        return test;
    }

    /// <summary>Memory that the console's process has in use, without the sandbox's; bytes.</summary>
    public long ResidentBytes => _console.ResidentBytes;

    /// <summary>What the console keeps.</summary>
    public string ConsoleData => Path.Combine(_folder.FullName, "console");

    /// <summary>Ends the console with SIGKILL.</summary>
    public Task KillAsync() => _console.KillAsync();

    /// <summary>Starts it again on the same folders and ports.</summary>
    public Task RestartAsync() => StartConsoleAsync();

    /// <summary>Kills the console with SIGKILL and starts it again on the same folders.</summary>
    public async Task KillAndRestartAsync()
    {
        await KillAsync();
        await RestartAsync();
    }

    /// <summary>The process ids of the PostgreSQL servers that run on this console's data, found by their command lines.</summary>
    public IReadOnlyList<int> PostgresServers()
    {
        // The databases' folder may be a link to one that the server's own user can reach.
        var link = new DirectoryInfo(Path.Combine(_folder.FullName, "sandbox", "postgres"));
        var data = link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? link.FullName;
        return [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!)).Where(id => IsServer(id, data)).Order()];
    }

    public async ValueTask DisposeAsync()
    {
        await _console.DisposeAsync();
        if (_sandbox is not null)
            await _sandbox.DisposeAsync();
        var leaks = Leaks.In(this);
        _folder.Delete(recursive: true);
        // Of every browser test, whatever else it was about.
        Assert.True(leaks.Count == 0, string.Join('\n', leaks));
    }

    // Only the postmaster has the data folder in its command line; its leash is a shell and its children rename themselves.
    private static bool IsServer(int id, string data)
    {
        try
        {
            var command = File.ReadAllText($"/proc/{id}/cmdline").Split('\0');
            return Path.GetFileName(command[0]) == "postgres" && command.Any(part => part.StartsWith(data + "/clusters/", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task StartConsoleAsync()
    {
        string[] common = [$"--Urls={Url}", $"--Console:DataPath={ConsoleData}", .. _consoleArguments];
        _console = _sandbox is null
            ? await ServerProcess.StartAsync("AuroraConsole", $"{Url}/readyz", new Dictionary<string, string>(), [.. common, .. _sandboxArguments])
            : await ServerProcess.StartAsync("AuroraConsole", $"{Url}/readyz", _key, [.. common, "--Console:Target=Aws", $"--Aws:ServiceUrl={AwsUrl}", "--Aws:Regions:0=us-east-1"]);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/sign-in#\S+")]
    private static partial Regex SignInLink();
}
