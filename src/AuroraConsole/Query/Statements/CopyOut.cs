namespace AuroraConsole.Query.Statements;

/// <summary>A <c>COPY … TO STDOUT</c>: it sends a file instead of rows.</summary>
/// <param name="Extension">Of the file: <c>tsv</c>, <c>csv</c> or <c>bin</c>.</param>
public sealed record CopyOut(string Extension)
{
    /// <summary>Whether what is sent is not text.</summary>
    public bool IsBinary => Extension == "bin";

    /// <summary>What a statement is of this kind, or <c>null</c>.</summary>
    public static CopyOut? Of(SqlStatement statement)
    {
        if (statement.Keyword != "COPY")
            return null;
        var output = statement.Tokens.Index().LastOrDefault(token => token.Item.Is(statement.Text, "STDOUT"));
        if (output.Item.Length == 0 || !statement.Tokens[output.Index - 1].Is(statement.Text, "TO"))
            return null;
        var options = statement.Tokens.Skip(output.Index + 1).ToList();
        return new CopyOut(Says("CSV") ? "csv" : Says("BINARY") ? "bin" : "tsv");

        bool Says(string format) => options.Any(token => token.In(statement.Text).Trim("'\"").Equals(format, StringComparison.OrdinalIgnoreCase));
    }
}
