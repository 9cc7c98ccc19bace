namespace AuroraConsole.Tests.Connect.Clients;

/// <summary>Where the installed clients are.</summary>
internal static class Toolbox
{
    /// <summary>The system's Python, which has the distribution's psycopg and boto3; another one first on the PATH may not.</summary>
    public static string Python { get; } = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    /// <summary>libfaketime, which shifts a program's clock by what a file says.</summary>
    public static string FakeTime { get; } = Directory.Exists("/usr/lib")
        ? Directory.GetDirectories("/usr/lib", "*-linux-gnu").Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists) ?? ""
        : "";
}
