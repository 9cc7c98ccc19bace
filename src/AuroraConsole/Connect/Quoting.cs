using System.Globalization;
using System.Text;

namespace AuroraConsole.Connect;

/// <summary>How a value is written so that a shell, libpq or a compiler reads exactly that value, whatever a role or database is called.</summary>
internal static class Quoting
{
    /// <summary>POSIX shell: as it is when plain, else in single quotes.</summary>
    public static string Posix(string value) => IsPlain(value) ? value : $"'{value.Replace("'", "'\\''")}'";

    /// <summary>PowerShell: single quotes, inside which only the quote itself is special (it takes the typographic ones for quotes too).</summary>
    public static string PowerShell(string value) =>
        $"'{string.Concat(value.Select(character => character is '\'' or '\u2018' or '\u2019' or '\u201a' or '\u201b' ? $"{character}{character}" : $"{character}"))}'";

    /// <summary>A value of libpq's <c>key=value</c> connection string.</summary>
    public static string ConnInfo(string value) => IsPlain(value) ? value : $"'{value.Replace("\\", "\\\\").Replace("'", "\\'")}'";

    /// <summary>A connection string as one shell word: double quotes where that is safe, since that is what people know.</summary>
    public static string PosixConnInfo(string connInfo) =>
        connInfo.All(character => IsPlain(character) || character == ' ') ? $"\"{connInfo}\"" : Posix(connInfo);

    /// <summary>A string literal that reads the same in C#, JavaScript, Python, Go and Java.</summary>
    public static string Literal(string value) => Literal(value, code => $"\\u{code:x4}");

    /// <summary>A string literal of Rust.</summary>
    public static string RustLiteral(string value) => Literal(value, code => $"\\u{{{code:x}}}");

    // Characters that a compiler refuses in a literal, or that show a reader something else than they are, are written by number.
    private static string Literal(string value, Func<int, string> byNumber)
    {
        var literal = new StringBuilder("\"");
        foreach (var character in value)
        {
            if (character is '"' or '\\')
                literal.Append('\\').Append(character);
            else if (char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                literal.Append(byNumber(character));
            else
                literal.Append(character);
        }

        return literal.Append('"').ToString();
    }

    private static bool IsPlain(string value) => value.Length > 0 && value.All(IsPlain);

    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or '/' or ':' or '@' or '-' or '=' or '+' or ',';
}
