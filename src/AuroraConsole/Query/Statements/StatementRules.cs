namespace AuroraConsole.Query.Statements;

/// <summary>Why a statement is not sent.</summary>
/// <param name="Code">Our own.</param>
/// <param name="Sentence">What and what to do.</param>
/// <param name="Position">UTF-16 offset in the editor's text.</param>
public sealed record Refusal(string Code, string Sentence, int Position);

/// <summary>
/// What is refused before anything is sent: what only psql understands, what would break the connection, and in read-only mode
/// everything but the few statements that read. The list is a convenience; the guard is the read-only transaction and the role's grants.
/// </summary>
public static class StatementRules
{
    private static readonly HashSet<string> Reading = ["SELECT", "WITH", "TABLE", "VALUES", "SHOW", "EXPLAIN"];
    private static readonly HashSet<string> Explained = ["INSERT", "UPDATE", "DELETE", "MERGE"];
    // Whose first word is none of PostgreSQL's is misspelled rather than forbidden.
    private static readonly HashSet<string> Commands =
    [
        "ALTER", "ANALYZE", "CALL", "CHECKPOINT", "CLOSE", "CLUSTER", "COMMENT", "COPY", "CREATE", "DEALLOCATE", "DECLARE", "DELETE", "DISCARD", "DO", "DROP", "EXECUTE", "FETCH", "GRANT", "IMPORT",
        "INSERT", "LISTEN", "LOAD", "LOCK", "MERGE", "MOVE", "NOTIFY", "REASSIGN", "REFRESH", "REINDEX", "REVOKE", "SECURITY", "TRUNCATE", "UNLISTEN", "UPDATE", "VACUUM",
    ];

    private static readonly HashSet<string> TransactionControl = ["BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "PREPARE"];

    /// <summary>The reason not to send it, or <c>null</c>.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="readOnly">In read-only mode.</param>
    /// <param name="explains">Only its plan is asked for.</param>
    /// <param name="values">Of its parameters.</param>
    public static Refusal? Check(SqlStatement statement, bool readOnly, bool explains = false, IReadOnlyDictionary<string, ParameterValue>? values = null)
    {
        if (Unsendable(statement.Text) is { } at)
            return new Refusal("NotText", "Here stands a character that is no text: a NUL, or half of a surrogate pair. PostgreSQL takes neither. Delete it.", statement.Start + at);
        if (statement.First(SqlTokenKind.PsqlCommand) is { } command)
            return Refuse(statement, "PsqlCommand", PsqlCommands.Sentence(command.In(statement.Text).ToString()), command);
        if (CopyCommand.Of(statement) is { End: CopyEnd.Client, Out: false } copy)
            return Refuse(statement, "CopyFromStdin", "COPY … FROM STDIN waits for data that this page cannot send. Use psql's \\copy, or INSERT.", statement.Tokens[copy.Token]);
        return (readOnly ? CheckReadOnly(statement, explains) : null) ?? StatementParameters.Missing(statement, values);
    }

    /// <summary>Whether the statement begins, ends or is about a transaction, and so needs none begun for it.</summary>
    public static bool ControlsTransaction(SqlStatement statement) => TransactionControl.Contains(statement.Keyword);

    // A NUL ends a message early, which breaks the connection (protocol, "String"); half a pair has no UTF-8.
    private static int? Unsendable(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsSurrogatePair(text, at))
                at++;
            else if (text[at] == '\0' || char.IsSurrogate(text[at]))
                return at;
        }

        return null;
    }

    private static Refusal? CheckReadOnly(SqlStatement statement, bool explains)
    {
        var keyword = statement.Keyword;
        if (Reading.Contains(keyword) || CopyOut.Of(statement) is not null || (explains && Explained.Contains(keyword)))
            return null;
        var sentence = keyword switch
        {
            _ when TransactionControl.Contains(keyword) => $"{keyword} is not sent in read-only mode, where every statement has a read-only transaction of its own that is rolled back. Switch to read-write to control transactions.",
            "SET" or "RESET" => $"{keyword} is not sent in read-only mode: it could lift the mode. Switch to read-write if you mean it.",
            "" => "This does not begin with a key word of SQL. Check what stands before it.",
            _ when !Commands.Contains(keyword) => $"{keyword} is no command known here, so read-only mode does not send it. Check the spelling, or switch to read-write.",
            _ => $"{keyword} is not sent in read-only mode, which lets SELECT, WITH, TABLE, VALUES, SHOW and EXPLAIN through. Switch to read-write to run it.",
        };
        return Refuse(statement, "ReadOnlyMode", sentence, statement.Tokens[0]);
    }

    private static Refusal Refuse(SqlStatement statement, string code, string sentence, SqlToken at) => new(code, sentence, statement.Start + at.Start);
}
