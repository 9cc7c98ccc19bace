using System.Diagnostics;

namespace AuroraConsole.Tests.Cli;

/// <summary>The command as a program, with a configuration folder of its own.</summary>
internal sealed class Command(RunningConsoles consoles)
{
    private static readonly string DotNet = System.Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    /// <summary>Where it keeps sign-ins and certificates.</summary>
    public string Configuration { get; } = Directory.CreateDirectory(Path.Combine(consoles.Folder, $"home-{Guid.NewGuid():N}")).FullName;

    /// <summary>The environment besides the test's own.</summary>
    public Dictionary<string, string?> Environment { get; } = new() { ["AURORA_CONSOLE_URL"] = consoles.Sandbox, ["AURORA_CONSOLE_BEARER_FILE"] = null };

    /// <summary>A program of this repository as it was built.</summary>
    public static string Built(string project)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AuroraConsole.sln")))
            folder = folder.Parent!;
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        return Path.Combine(folder.FullName, "src", project, "bin", configuration, "net10.0", $"{project}.dll");
    }

    /// <summary>How to start it.</summary>
    public ProcessStartInfo Start(params string[] arguments) => Set(new ProcessStartInfo(DotNet, ["exec", Built("AuroraConsole.Cli"), .. arguments]));

    /// <summary>Runs it to its end.</summary>
    public Task<Ended> RunAsync(params string[] arguments) => RunAsync(Start(arguments), "");

    /// <summary>Runs it with something to read.</summary>
    public Task<Ended> ReadingAsync(string input, params string[] arguments) => RunAsync(Start(arguments), input);

    /// <summary>Runs a line of shell in which <c>$CLI</c> is the command.</summary>
    public Task<Ended> ShellAsync(string line)
    {
        var start = Set(new ProcessStartInfo("sh", ["-c", line]));
        start.Environment["CLI"] = $"{DotNet} exec {Built("AuroraConsole.Cli")}";
        return RunAsync(start, "");
    }

    private ProcessStartInfo Set(ProcessStartInfo start)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        start.Environment["XDG_CONFIG_HOME"] = Configuration;
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return start;
    }

    private static async Task<Ended> RunAsync(ProcessStartInfo start, string input)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await process.WaitForExitAsync(limit.Token);
        return new Ended(process.ExitCode, await output, await error);
    }

    /// <summary>How it ended and what it said.</summary>
    public sealed record Ended(int Code, string Output, string Error);
}
