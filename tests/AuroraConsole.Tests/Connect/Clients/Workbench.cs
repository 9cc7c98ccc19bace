using System.Diagnostics;
using System.Text;

namespace AuroraConsole.Tests.Connect.Clients;

/// <summary>A folder in which a client's program is written and run, with the sandbox's key in its environment.</summary>
internal sealed class Workbench : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("snippet-").FullName;

    public Dictionary<string, string> Environment { get; } = new()
    {
        ["AWS_ACCESS_KEY_ID"] = "SANDBOX",
        ["AWS_SECRET_ACCESS_KEY"] = "sandbox",
        ["AWS_REGION"] = "us-east-1",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["AWS_CONFIG_FILE"] = "/dev/null",
        ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null",
    };

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>What the program printed. Fails when it fails, with what it said.</summary>
    public async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await error}{await output}");
        return (await output).Replace("\r\n", "\n").TrimEnd('\n');
    }

    public Task<string> ShellAsync(string script) => RunAsync("sh", "-c", script);

    /// <summary>Starts a program that goes on until its input is closed.</summary>
    public Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>The clients' own tests under <c>tests/clients</c>, with their packages installed.</summary>
    public static async Task<string> NodeModulesAsync()
    {
        var folder = Path.Combine(Repository(), "tests", "clients");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "drizzle-orm")))
        {
            using var install = new Workbench();
            await install.RunAsync("npm", "ci", "--no-audit", "--no-fund", "--prefix", folder);
        }

        return Path.Combine(folder, "node_modules");
    }

    public static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AuroraConsole.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
