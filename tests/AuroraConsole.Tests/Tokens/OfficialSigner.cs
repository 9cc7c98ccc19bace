using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AuroraConsole.Tests.Tokens;

/// <summary>The token generators AWS gives out, each in a process of its own that signs any number of cases.</summary>
internal static class OfficialSigner
{
    public const string JavaScript = "JavaScript";
    public const string Python = "Python";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>A token for each case, in their order.</summary>
    public static async Task<IReadOnlyList<string>> SignAsync(string language, IEnumerable<TokenCase> samples)
    {
        var folder = ClientsFolder();
        if (language == JavaScript && !Directory.Exists(Path.Combine(folder, "node_modules", "@aws-sdk", "rds-signer")))
            await RunAsync(folder, "", "npm", "ci", "--no-audit", "--no-fund");
        var lines = string.Concat(samples.Select(Line));
        var output = language == JavaScript
            ? await RunAsync(folder, lines, "node", "rds-signer.mjs")
            // The system's own: another first on the path may be without its packages.
            : await RunAsync(folder, lines, File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3", "rds_signer.py");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Line(TokenCase sample) => JsonSerializer.Serialize(
        new { At = sample.At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"), sample.Host, sample.Port, sample.Region, sample.User, sample.AccessKeyId, sample.SecretAccessKey, sample.SessionToken }, Json) + "\n";

    private static string ClientsFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AuroraConsole.sln")))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, "tests", "clients");
    }

    private static async Task<string> RunAsync(string folder, string input, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, $"{program} {arguments[0]} ended with {process.ExitCode}: {await error}");
        return await output;
    }
}
