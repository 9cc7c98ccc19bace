using System.Diagnostics;

namespace AuroraConsole.Sandbox.Tests.Clients;

/// <summary><c>tests/clients</c>.</summary>
internal static class ClientsFolder
{
    public static string Root { get; } = FindRoot();

    public static string Path { get; } = System.IO.Path.Combine(Root, "tests", "clients");

    /// <summary>Its npm packages, installed when the lock file is newer.</summary>
    public static async Task InstallAsync()
    {
        var done = new FileInfo(System.IO.Path.Combine(Path, "node_modules", ".package-lock.json"));
        if (done.Exists && done.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(System.IO.Path.Combine(Path, "package-lock.json"))) return;
        using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]) { WorkingDirectory = Path, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = npm.StandardOutput.ReadToEndAsync();
        var errors = npm.StandardError.ReadToEndAsync();
        await npm.WaitForExitAsync();
        await output;
        Assert.True(npm.ExitCode == 0, $"npm ci ended with {npm.ExitCode}: {await errors}");
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "AuroraConsole.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
