using Microsoft.Playwright;

namespace AuroraConsole.BrowserTests;

/// <summary>The system's Chromium, since the package's own download is not used.</summary>
internal static class Chromium
{
    private static readonly string[] Candidates = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
    {
        ExecutablePath = Candidates.FirstOrDefault(File.Exists) ?? throw new InvalidOperationException("No Chromium was found; tests/run.sh installs it where it can."),
        Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
    });
}
