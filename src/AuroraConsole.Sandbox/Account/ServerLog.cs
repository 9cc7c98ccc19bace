using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AuroraConsole.Sandbox.Account;

/// <summary>One entry of a server's log.</summary>
/// <param name="Time">Of its prefix, UTC; <c>null</c> when it has none.</param>
/// <param name="Text">With its continuation lines.</param>
/// <param name="End">Bytes from the start of the file to its end.</param>
internal sealed record ServerLogEntry(DateTimeOffset? Time, string Text, long End);

/// <summary>Reads PostgreSQL's log, whose lines begin with Aurora's prefix <c>%t:%r:%u@%d:[%p]:</c>; what does not goes on from the line before.</summary>
internal static partial class ServerLog
{
    private const int Window = 1 << 20;

    // An event of CloudWatch Logs has at most a megabyte; no character takes more than three bytes a UTF-16 unit.
    private const int LongestText = 300_000;

    /// <summary>The first line, which tells one file from the next of the same name; <c>null</c> while there is none.</summary>
    public static string? HeadOf(string path)
    {
        if (!File.Exists(path))
            return null;
        using var file = Open(path);
        var start = new byte[256];
        var length = start.AsSpan(0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)).IndexOf((byte)'\n');
        return length < 0 ? null : Encoding.UTF8.GetString(start, 0, length);
    }

    public static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    /// <summary>Entries from an offset on, at most a megabyte's.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">Bytes.</param>
    /// <param name="whole">Nothing more belongs to the last entry; else it is left for the next time.</param>
    public static IReadOnlyList<ServerLogEntry> Read(string path, long offset, bool whole)
    {
        if (!File.Exists(path))
            return [];
        using var file = Open(path);
        file.Position = offset;
        var buffer = new byte[Window];
        var read = file.ReadAtLeast(buffer, Window, throwOnEndOfStream: false);
        var complete = buffer.AsSpan(0, read).LastIndexOf((byte)'\n') + 1;

        // One line longer than the window is taken in pieces.
        var full = read == Window;
        if (complete == 0 && full)
            complete = read;
        var entries = Split(buffer.AsSpan(0, complete), offset);
        if (entries.Count > 0 && (!whole || full) && !(full && entries.Count == 1))
            entries.RemoveAt(entries.Count - 1);
        return entries;
    }

    private static List<ServerLogEntry> Split(ReadOnlySpan<byte> bytes, long offset)
    {
        var entries = new List<ServerLogEntry>();
        while (bytes.Length > 0)
        {
            var newline = bytes.IndexOf((byte)'\n');
            var length = newline < 0 ? bytes.Length : newline + 1;
            var line = Encoding.UTF8.GetString(bytes[..length].TrimEnd("\r\n"u8));
            offset += length;
            bytes = bytes[length..];
            var prefix = Prefix().Match(line);
            if (prefix.Success || entries.Count == 0)
                entries.Add(new ServerLogEntry(prefix.Success ? TimeOf(prefix.Groups[1].Value) : null, Cut(line), offset));
            else
                entries[^1] = entries[^1] with { Text = Cut(entries[^1].Text + "\n" + line), End = offset };
        }

        return entries;
    }

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText];

    private static DateTimeOffset TimeOf(string text) => DateTimeOffset.ParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    [GeneratedRegex(@"^(20\d\d-[01]\d-[0-3]\d [0-2]\d:[0-5]\d:[0-5]\d) UTC:")]
    private static partial Regex Prefix();
}
