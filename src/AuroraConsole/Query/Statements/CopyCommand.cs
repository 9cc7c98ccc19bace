namespace AuroraConsole.Query.Statements;

/// <summary>How COPY writes a row.</summary>
public enum CopyFormat
{
    /// <summary>Tabs between columns, <c>\N</c> for NULL.</summary>
    Text,

    /// <summary>Commas and quotes.</summary>
    Csv,

    /// <summary>PostgreSQL's own bytes.</summary>
    Binary,
}

/// <summary>What the other end of a COPY is.</summary>
public enum CopyEnd
{
    /// <summary>The client; STDIN and STDOUT are the same word to the server (gram.y, copy_file_name).</summary>
    Client,

    /// <summary>A file of the server.</summary>
    File,

    /// <summary>A program on the server.</summary>
    Program,
}

/// <summary>A COPY statement, as far as it matters who it talks to.</summary>
/// <param name="Out">Whether it reads the table: COPY … TO.</param>
/// <param name="End">Where rows go to or come from.</param>
/// <param name="Token">Index of the token that names the end.</param>
/// <param name="Format">How rows are written.</param>
/// <param name="Header">Whether a line of column names comes first.</param>
public sealed record CopyCommand(bool Out, CopyEnd End, int Token, CopyFormat Format, bool Header)
{
    /// <summary>Reads it; <c>null</c> when the statement is no COPY.</summary>
    public static CopyCommand? Of(SqlStatement statement)
    {
        if (!statement.Is(0, "COPY"))
            return null;
        var depth = 0;
        for (var at = 1; at < statement.Tokens.Count; at++)
        {
            depth += statement.Tokens[at].Kind switch { SqlTokenKind.OpenParenthesis => 1, SqlTokenKind.CloseParenthesis => -1, _ => 0 };
            if (depth > 0 || !(statement.Is(at, "TO") || statement.Is(at, "FROM")))
                continue;
            var client = statement.Is(at + 1, "STDIN") || statement.Is(at + 1, "STDOUT");
            var end = client ? CopyEnd.Client : statement.Is(at + 1, "PROGRAM") ? CopyEnd.Program : CopyEnd.File;
            return new CopyCommand(statement.Is(at, "TO"), end, Math.Min(at + 1, statement.Tokens.Count - 1), FormatOf(statement, at), HeaderOf(statement, at));
        }

        return null;
    }

    // WITH (FORMAT csv, HEADER) or, as before 9.0, WITH CSV HEADER and COPY BINARY.
    private static CopyFormat FormatOf(SqlStatement statement, int from)
    {
        for (var at = 1; at < statement.Tokens.Count; at++)
        {
            if (at > from + 1 && statement.Is(at, "FORMAT"))
                return Read(Value(statement, at + 1));
            if ((at > from + 1 || at == 1) && statement.Is(at, "BINARY"))
                return CopyFormat.Binary;
            if (at > from + 1 && statement.Is(at, "CSV"))
                return CopyFormat.Csv;
        }

        return CopyFormat.Text;
    }

    private static bool HeaderOf(SqlStatement statement, int from)
    {
        for (var at = from + 2; at < statement.Tokens.Count; at++)
        {
            if (statement.Is(at, "HEADER"))
                return Value(statement, at + 1) is not ("FALSE" or "OFF" or "0");
        }

        return false;
    }

    private static CopyFormat Read(string value) => value switch { "CSV" => CopyFormat.Csv, "BINARY" => CopyFormat.Binary, _ => CopyFormat.Text };

    private static string Value(SqlStatement statement, int at) => at < statement.Tokens.Count ? statement.Word(at).Trim('\'', '"').ToUpperInvariant() : "";
}
