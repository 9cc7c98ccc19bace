using System.Globalization;

namespace AuroraConsole.Benchmarks;

/// <summary>Memory of a process as proc(5) tells it.</summary>
internal static class Memory
{
    /// <summary>A field of <c>/proc/PID/status</c>, such as <c>VmHWM</c>, in MB (10⁶ bytes).</summary>
    public static double Megabytes(int process, string field) => Megabytes(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith($"{field}:", StringComparison.Ordinal)));

    /// <summary>MB of a line such as <c>VmHWM:	  33352 kB</c>.</summary>
    public static double Megabytes(string line) => double.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
}
