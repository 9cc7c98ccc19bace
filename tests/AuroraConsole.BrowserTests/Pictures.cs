using Microsoft.Playwright;

namespace AuroraConsole.BrowserTests;

/// <summary>Screenshots: always under artifacts/; with AURORA_UPDATE_PICTURES=1 also the ones that the README shows.</summary>
internal static class Pictures
{
    public static async Task SaveAsync(IPage page, bool wanted, string name)
    {
        if (!wanted)
            return;
        var bytes = await page.ScreenshotAsync();
        await WriteAsync("artifacts/pictures", name, bytes);
        if (Environment.GetEnvironmentVariable("AURORA_UPDATE_PICTURES") == "1")
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
