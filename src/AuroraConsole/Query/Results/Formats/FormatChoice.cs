using AuroraConsole.Shared;

namespace AuroraConsole.Query.Results.Formats;

/// <summary>How rows are written, as the addresses of copies and exports have it.</summary>
/// <param name="Format"><c>csv</c>, <c>tsv</c>, <c>json</c>, <c>jsonl</c>, <c>sql</c> or <c>md</c>.</param>
/// <param name="Columns">Their numbers from 0 with commas between, in the order they are written; left out: all.</param>
/// <param name="Header">Names first, in CSV and TSV.</param>
/// <param name="Guard">An apostrophe before text that a spreadsheet would run, in CSV and TSV.</param>
/// <param name="NullText">What NULL is, in CSV and TSV.</param>
/// <param name="Table">Whose rows the INSERT statements make.</param>
internal sealed record FormatChoice(string Format, string? Columns, bool Header, bool Guard, string? NullText, string? Table)
{
    private const int LongestWord = 200;

    /// <summary>The content type of the format.</summary>
    public string ContentType => Format switch
    {
        "csv" => "text/csv; charset=utf-8",
        "tsv" => "text/tab-separated-values; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "jsonl" => "application/jsonl; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        _ => "application/sql; charset=utf-8",
    };

    /// <summary>The numbers of the columns to write.</summary>
    /// <exception cref="ProblemException">400: there is no such column.</exception>
    public int[] ColumnsOf(StoredResult result)
    {
        if (string.IsNullOrEmpty(Columns))
            return [.. Enumerable.Range(0, result.Columns.Count)];
        var numbers = Columns.Split(',').Select(text => int.TryParse(text, out var number) && number >= 0 && number < result.Columns.Count ? number : -1).ToArray();
        return numbers.Contains(-1) || numbers.Length > result.Columns.Count
            ? throw new ProblemException(new Problem("columns are numbers of the result's columns, from 0, with commas between.", "InvalidRequest", Field: "columns"))
            : numbers;
    }

    /// <summary>The format for these columns.</summary>
    /// <exception cref="ProblemException">400 with the field.</exception>
    public IRowFormat For(IReadOnlyList<ResultColumn> columns)
    {
        if (NullText?.Length > LongestWord || Table?.Length > LongestWord || NullText?.AsSpan().ContainsAny(",\t\"\r\n") == true)
            throw new ProblemException(new Problem($"What NULL is written as, and the table's name, have {LongestWord} characters at most; the first has no separator, quotation mark or line end.", "InvalidRequest", Field: "null"));
        return Format switch
        {
            "csv" => new DelimitedFormat(columns, ',', Header, Guard, NullText ?? ""),
            "tsv" => new DelimitedFormat(columns, '\t', Header, Guard, NullText ?? ""),
            "json" => new JsonFormat(columns, lines: false),
            "jsonl" => new JsonFormat(columns, lines: true),
            "md" => new MarkdownFormat(columns),
            "sql" => new InsertFormat(columns, string.IsNullOrWhiteSpace(Table) ? "my_table" : Table.Trim()),
            _ => throw new ProblemException(new Problem("format is csv, tsv, json, jsonl, sql or md.", "InvalidRequest", Field: "format")),
        };
    }
}
