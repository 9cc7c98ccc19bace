using System.Buffers;
using System.Globalization;

namespace AuroraConsole.AuthActivity;

/// <summary>
/// Reads a line of <c>iam-db-auth-error</c> by its error code. Lenient, since the format is documented by example only: what is
/// missing stays <c>null</c>, and a line without a code is kept as it is. The role is whatever the client sent, so nothing in it is
/// trusted: everything else is read from the line's end backwards.
/// </summary>
public static class AuthLineParser
{
    private static readonly SearchValues<char> EndOfCaller = SearchValues.Create(" '\"`’”");
    private static readonly char[] Quotes = ['\'', '"', '`', '‘', '’', '“', '”'];

    /// <summary>The parts of a line; takes time in proportion to its length.</summary>
    public static AuthLogLine Parse(string clusterKey, DateTimeOffset at, string text)
    {
        var line = text.AsSpan();
        var code = Word(After(line, "Error Code:"));
        if (code is null)
            return new AuthLogLine(clusterKey, at, null, null, null, null, text);
        var message = line[..LastIndex(line, "(Status Code", LastIndex(line, "Error Code:", line.Length))];
        return new AuthLogLine(clusterKey, at, code, Number(After(line, "Status Code:")), Role(message), Caller(message), text);
    }

    /// <summary>What a line says beyond its time, code and role, for a row of the table; the whole line when it was not understood.</summary>
    public static string Brief(AuthLogLine line)
    {
        if (line.Code is null)
            return line.Text;
        if (line.Caller is { } caller)
            return $"{caller[(caller.LastIndexOf(':') + 1)..]} is not authorized";
        var text = line.Text.AsSpan();
        var end = LastIndex(text, "(Status Code", LastIndex(text, "Error Code:", text.Length));
        var message = text[..end].TrimEnd(" .(");
        var because = message.LastIndexOf(" because ", StringComparison.OrdinalIgnoreCase);
        var due = message.LastIndexOf(" due to ", StringComparison.OrdinalIgnoreCase);
        return (because >= 0 ? message[(because + " because ".Length)..] : due >= 0 ? message[(due + 1)..] : message).ToString();
    }

    private static string? Role(ReadOnlySpan<char> message)
    {
        var start = message.IndexOf("for user ", StringComparison.OrdinalIgnoreCase);
        if (start < 0)
            return null;
        var rest = message[(start + "for user ".Length)..];
        var end = Math.Max(rest.LastIndexOf(" because ", StringComparison.OrdinalIgnoreCase), rest.LastIndexOf(" due to ", StringComparison.OrdinalIgnoreCase));
        var name = (end < 0 ? rest : rest[..end]).Trim();
        if (name.Length >= 2 && Quotes.Contains(name[0]) && Quotes.Contains(name[^1]))
            name = name[1..^1];
        return name.IsEmpty ? null : name.ToString();
    }

    private static string? Caller(ReadOnlySpan<char> message)
    {
        // Behind the role: a caller named inside it is the client's invention.
        var rest = After(After(message, " because "), "by the caller ").TrimStart(Quotes);
        var end = rest.IndexOfAny(EndOfCaller);
        var caller = end < 0 ? rest : rest[..end];
        return caller.IsEmpty ? null : caller.ToString();
    }

    private static string? Word(ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] is '.' or '_'))
            length++;
        return length is 0 or > 100 ? null : text[..length].ToString();
    }

    private static int? Number(ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? text : text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static ReadOnlySpan<char> After(ReadOnlySpan<char> text, string marker)
    {
        var at = text.LastIndexOf(marker, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? [] : text[(at + marker.Length)..];
    }

    private static int LastIndex(ReadOnlySpan<char> text, string marker, int otherwise) =>
        text.LastIndexOf(marker, StringComparison.OrdinalIgnoreCase) is >= 0 and var at ? at : otherwise;
}
