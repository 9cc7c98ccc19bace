using Microsoft.Playwright;

namespace AuroraConsole.BrowserTests;

/// <summary>Screenshots: always under artifacts/; with AURORA_UPDATE_PICTURES=1 also the ones that the README shows.</summary>
internal static class Pictures
{
    private static readonly bool Updating = Environment.GetEnvironmentVariable("AURORA_UPDATE_PICTURES") == "1";

    /// <summary>Before a picture for the README: a minute and a half of the demo's real logins, so that there is something to see.</summary>
    public static Task LetTrafficGatherAsync(bool wanted) => wanted && Updating ? Task.Delay(TimeSpan.FromSeconds(90)) : Task.CompletedTask;

    public static async Task SaveAsync(IPage page, bool wanted, string name)
    {
        if (!wanted)
            return;
        // A colour on its way to another is no picture of either.
        var bytes = await page.ScreenshotAsync(new() { Animations = ScreenshotAnimations.Disabled });
        await WriteAsync("artifacts/pictures", name, bytes);
        if (Updating)
            await WriteAsync("docs/pictures", name, bytes);
    }

    public static async Task SaveFailureAsync(IPage page) =>
        await WriteAsync("artifacts/pictures", $"failure-{DateTime.UtcNow:HHmmss}", await page.ScreenshotAsync());

    private static async Task WriteAsync(string folder, string name, byte[] bytes)
    {
        var path = Directory.CreateDirectory(Path.Combine(ServerProcess.Repository, folder)).FullName;
        await File.WriteAllBytesAsync(Path.Combine(path, name + ".png"), bytes);
    }
}
