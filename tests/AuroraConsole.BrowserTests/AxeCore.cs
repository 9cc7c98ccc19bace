using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;

namespace AuroraConsole.BrowserTests;

/// <summary>axe-core's rules on a page: names and roles for readers of the screen, contrast, landmarks, order.</summary>
internal static class AxeCore
{
    // A page has no title for the moment in which it comes to life; its tests wait for one by themselves.
    private const string Run = """
        async () => (await axe.run(document, { resultTypes: ['violations'], rules: { 'document-title': { enabled: false } } })).violations
            .flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(' ')} (${node.failureSummary.split('\n')[1]?.trim()})`))
        """;

    private static readonly string Folder = Path.Combine(ServerProcess.Repository, "tests", "AuroraConsole.BrowserTests");
    private static readonly Lazy<Task<string>> Script = new(LoadAsync);

    /// <summary>What the page breaks, a line each: the rule, the element, why.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page)
    {
        await page.EvaluateAsync(await Script.Value);
        return await page.EvaluateAsync<string[]>(Run);
    }

    private static async Task<string> LoadAsync()
    {
        var file = Path.Combine(Folder, "node_modules", "axe-core", "axe.min.js");
        var wanted = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "package.json"))).RootElement.GetProperty("dependencies").GetProperty("axe-core").GetString()!;
        if (!File.Exists(file) || !(await File.ReadAllTextAsync(file)).Contains($"axe v{wanted}", StringComparison.Ordinal))
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]) { WorkingDirectory = Folder, RedirectStandardError = true })!;
            var errors = npm.StandardError.ReadToEndAsync();
            await npm.WaitForExitAsync();
            Assert.True(npm.ExitCode == 0, $"npm ci ended with {npm.ExitCode}: {await errors}");
        }

        return await File.ReadAllTextAsync(file);
    }
}
