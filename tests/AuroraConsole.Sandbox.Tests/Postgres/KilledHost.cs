using System.Diagnostics;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuroraConsole.Sandbox.Tests.Postgres;

/// <summary>This test program run as a sandbox of its own, for tests that kill it.</summary>
internal sealed class KilledHost : IDisposable
{
    private readonly Process _process;

    private KilledHost(Process process) => _process = process;

    public int ExitCode => _process.ExitCode;

    /// <summary>Runs fleets in another process until it says that its cluster is ready.</summary>
    /// <param name="user">The account to run as; <c>null</c> for this one's.</param>
    /// <param name="arguments">Data path, resource id and, optionally, the folder of the programs.</param>
    public static async Task<KilledHost> StartAsync(string? user, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(KilledHost).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        };
        if (user is not null)
        {
            start.UserName = user;
            start.Environment["HOME"] = Path.GetTempPath();
        }
        var host = new KilledHost(Process.Start(start)!);
        var said = await host._process.StandardOutput.ReadLineAsync();
        if (said != "ready")
        {
            host.Dispose();
            Assert.Fail($"The host did not become ready: {said}");
        }
        return host;
    }

    /// <summary>SIGKILL: nothing of the host's runs any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    public static async Task<int> Main(string[] arguments)
    {
        await using var fleet = new PostgresFleet(new SandboxOptions { DataPath = arguments[0], PostgresBin = arguments.ElementAtOrDefault(2) }, NullLoggerFactory.Instance);
        try
        {
            await fleet.CreateAsync(arguments[1], default);
        }
        catch (FleetException failed)
        {
            Console.WriteLine(failed.Message);
            return 1;
        }
        Console.WriteLine("ready");
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
