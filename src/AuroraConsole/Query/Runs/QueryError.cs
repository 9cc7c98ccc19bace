using AuroraConsole.Query.Statements;
using AuroraConsole.Shared;
using Npgsql;

namespace AuroraConsole.Query.Runs;

/// <summary>An error as its author sees it. DETAIL may hold row values, so it is shown here and logged nowhere.</summary>
/// <param name="Sentence">What happened, in the server's words or ours.</param>
/// <param name="Code">SQLSTATE or a code of our own.</param>
/// <param name="Advice">What it means and what to do, where it is known.</param>
/// <param name="Detail">The server's DETAIL.</param>
/// <param name="Hint">The server's HINT.</param>
/// <param name="Context">The server's CONTEXT: where inside functions.</param>
/// <param name="Position">UTF-16 offset in the editor's text.</param>
/// <param name="Line">Line in the editor's text, from 1.</param>
/// <param name="Column">Column in that line, from 1, in UTF-16 units as the editor counts.</param>
/// <param name="Field">The field of the form it belongs to.</param>
public sealed record QueryError(
    string Sentence,
    string? Code = null,
    string? Advice = null,
    string? Detail = null,
    string? Hint = null,
    string? Context = null,
    int? Position = null,
    int? Line = null,
    int? Column = null,
    string? Field = null)
{
    /// <summary>A problem that stopped the whole run.</summary>
    public static QueryError Of(Problem problem) => new(problem.Sentence, problem.Code, Field: problem.Field);

    /// <summary>A statement that was not sent.</summary>
    public static QueryError Of(Refusal refusal, string text) => new QueryError(refusal.Sentence, refusal.Code).At(refusal.Position, text);

    /// <summary>What the server said about a statement, which was sent as <paramref name="sent"/> behind <paramref name="prefix"/> characters of our own.</summary>
    public static QueryError Of(PostgresException error, SqlStatement statement, SentText sent, string text, string? advice, int prefix = 0)
    {
        // Who stopped it, and why, says more than the server's own words, which are the same for all.
        var described = error.SqlState == PostgresErrorCodes.QueryCanceled && advice is not null
            ? new QueryError(advice, error.SqlState, Detail: error.MessageText)
            : new QueryError(error.MessageText, error.SqlState, advice, error.Detail, error.Hint, Where(error));
        return error.Position > prefix ? described.At(statement.Start + sent.Written(Utf16Offset(sent.Text, error.Position - prefix - 1)), text) : described;
    }

    /// <summary>The server counts characters (code points), the editor UTF-16 units.</summary>
    internal static int Utf16Offset(string text, int characters)
    {
        var offset = 0;
        for (; characters > 0 && offset < text.Length; characters--)
            offset += char.IsSurrogatePair(text, offset) ? 2 : 1;
        return offset;
    }

    private static string? Where(PostgresException error) =>
        error.InternalQuery is { } query ? $"{error.Where}\nQUERY: {query}".TrimStart() : error.Where;

    private QueryError At(int position, string text)
    {
        var before = text.AsSpan(0, Math.Min(position, text.Length));
        return this with { Position = position, Line = before.Count('\n') + 1, Column = before.Length - before.LastIndexOf('\n') };
    }
}
