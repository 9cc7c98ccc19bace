namespace AuroraConsole.Query.Statements;

/// <summary>A <c>COPY … TO STDOUT</c>: it sends a file instead of rows.</summary>
/// <param name="Extension">Of the file: <c>tsv</c>, <c>csv</c> or <c>bin</c>.</param>
public sealed record CopyOut(string Extension)
{
    /// <summary>Whether what is sent is not text.</summary>
    public bool IsBinary => Extension == "bin";

    /// <summary>What a statement is of this kind, or <c>null</c>.</summary>
    public static CopyOut? Of(SqlStatement statement) => CopyCommand.Of(statement) is { Out: true, End: CopyEnd.Client } copy
        ? new CopyOut(copy.Format switch { CopyFormat.Csv => "csv", CopyFormat.Binary => "bin", _ => "tsv" })
        : null;
}
