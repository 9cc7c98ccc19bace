using System.Diagnostics;

namespace AuroraConsole.Tests.Query;

/// <summary>A file system of a few megabytes over a folder.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    public static async Task<SmallDisk> MountAsync(string folder, int megabytes)
    {
        Assert.True(await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0700", "tmpfs", folder), "mount failed");
        return new SmallDisk(folder);
    }

    public async ValueTask DisposeAsync() => await RunAsync("umount", "--lazy", _folder);

    /// <summary>Whether this process may mount.</summary>
    public static bool IsPossible()
    {
        var folder = Directory.CreateTempSubdirectory("ac-disk-").FullName;
        try
        {
            return OperatingSystem.IsLinux() && RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder).GetAwaiter().GetResult() && RunAsync("umount", folder).GetAwaiter().GetResult();
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}

/// <summary>A test that needs a small disk of its own.</summary>
internal sealed class MountFactAttribute : FactAttribute
{
    private static readonly bool May = SmallDisk.IsPossible();

    public MountFactAttribute()
    {
        if (!May)
            Skip = "mounting a small disk needs root with CAP_SYS_ADMIN";
    }
}
