namespace AuroraConsole.Tests.Connect.Clients;

/// <summary>Where the installed clients are.</summary>
internal static class Toolbox
{
    /// <summary>Where Debian puts what its packages of Python modules hold.</summary>
    public const string Modules = "/usr/lib/python3/dist-packages/";

    /// <summary>The system's Python, which has the distribution's psycopg and boto3; another one first on the PATH may not.</summary>
    public static string Python { get; } = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    /// <summary>libfaketime, which shifts a program's clock by what a file says.</summary>
    public static string FakeTime { get; } = Directory.Exists("/usr/lib")
        ? Directory.GetDirectories("/usr/lib", "*-linux-gnu").Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists) ?? ""
        : "";
}

/// <summary>A test of clients that not every computer has.</summary>
public sealed class ClientFactAttribute : FactAttribute
{
    public ClientFactAttribute(params string[] files) => Skip = ClientTheoryAttribute.Missing(files);
}

/// <summary>Likewise, for each of several.</summary>
public sealed class ClientTheoryAttribute : TheoryAttribute
{
    public ClientTheoryAttribute(params string[] files) => Skip = Missing(files);

    // CI has installed them all: there the test fails instead.
    internal static string? Missing(string[] files) =>
        Environment.GetEnvironmentVariable("CI") is { Length: > 0 } ? null : files.FirstOrDefault(file => !Exists(file)) is { } missing ? $"{missing} is missing; tests/run.sh knows its package." : null;

    // A name without a folder is looked up on the PATH.
    private static bool Exists(string file) => Path.IsPathRooted(file)
        ? Path.Exists(file)
        : file == "faketime" ? Toolbox.FakeTime.Length > 0 : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, file)));
}
