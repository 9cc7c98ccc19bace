namespace AuroraConsole.Query.Statements;

/// <summary>
/// Finds what a statement would do to more than its author may mean, from its tokens alone. What functions, triggers, rules and DO blocks do is
/// not seen: this asks before a slip and guards against nothing.
/// </summary>
public static class Dangers
{
    private static readonly HashSet<string> TwoWordKinds = ["MATERIALIZED", "FOREIGN", "EVENT", "TEXT", "ACCESS", "OWNED"];

    /// <summary>All of them, in the order they stand in.</summary>
    public static IReadOnlyList<Danger> Of(SqlStatement statement)
    {
        var read = new CommandReader(statement);
        return statement.Keyword switch
        {
            "DROP" => Drop(read),
            "TRUNCATE" => Truncate(read),
            "ALTER" => DropColumns(read),
            "VACUUM" or "LOCK" or "REINDEX" or "CLUSTER" or "REFRESH" or "CREATE" => Blocks(read),
            "COPY" => ServerFile(read).Concat(Changes(read)).ToList(),
            "EXPLAIN" when !IsAnalyze(statement) => [],
            _ => Changes(read),
        };
    }

    private static List<Danger> Drop(CommandReader read)
    {
        var at = 1;
        var kind = read.Upper(at++);
        if (TwoWordKinds.Contains(kind) || (kind == "USER" && read.Is(at, "MAPPING")) || (kind == "OPERATOR" && (read.Is(at, "CLASS") || read.Is(at, "FAMILY"))))
            kind = $"{kind} {read.Upper(at++)}";
        if (kind == "TEXT SEARCH")
            kind = $"{kind} {read.Upper(at++)}";
        while (read.Is(at, "CONCURRENTLY") || read.Is(at, "IF") || read.Is(at, "EXISTS") || read.Is(at, "FOR"))
            at++;
        var cascade = read.Statement.Tokens.Count > 2 && read.Is(read.Statement.Tokens.Count - 1, "CASCADE") ? " CASCADE takes what depends on it too." : "";
        var found = read.Names(at).Select(name => new Danger(
            DangerLevel.Loss, $"DROP {kind}", name.Text, $"DROP {kind} {name.Text}: it is gone for good once this is committed.{cascade}", $"Drop {kind.ToLowerInvariant()} {name.Text}", read.Position(name.Token))).ToList();
        return found.Count > 0 ? found : [new Danger(DangerLevel.Loss, $"DROP {kind}", null, $"DROP {kind}: what it names is gone for good once this is committed.{cascade}", $"Drop {kind.ToLowerInvariant()}", read.Position(0))];
    }

    private static List<Danger> Truncate(CommandReader read)
    {
        var at = read.Is(1, "TABLE") ? 2 : 1;
        var cascade = read.Statement.Has("CASCADE") ? " CASCADE empties the tables that refer to it too." : "";
        return [.. read.Names(at).Select(name => new Danger(
            DangerLevel.Loss, "TRUNCATE", name.Text, $"TRUNCATE {name.Text} deletes all its rows at once, without a look at WHERE or at triggers for rows.{cascade}", $"Empty {name.Text}", read.Position(name.Token)))];
    }

    // ALTER TABLE t DROP [COLUMN] [IF EXISTS] c, …; the other forms of DROP there lose no data.
    private static List<Danger> DropColumns(CommandReader read)
    {
        var found = new List<Danger>();
        if (!read.Is(1, "TABLE") && !(read.Is(1, "FOREIGN") && read.Is(2, "TABLE")))
            return found;
        var at = read.Is(1, "TABLE") ? 2 : 3;
        while (read.Is(at, "IF") || read.Is(at, "EXISTS") || read.Is(at, "ONLY"))
            at++;
        if (read.Name(at) is not { } table)
            return found;
        for (at = table.Next; at < read.Statement.Tokens.Count; at++)
        {
            if (!read.Is(at, "DROP") || read.Depth(at) > 0)
                continue;
            var next = at + 1;
            if (new[] { "CONSTRAINT", "DEFAULT", "NOT", "IDENTITY", "EXPRESSION" }.Any(word => read.Is(next, word)))
                continue;
            while (read.Is(next, "COLUMN") || read.Is(next, "IF") || read.Is(next, "EXISTS"))
                next++;
            if (read.Name(next) is { } column)
                found.Add(new Danger(DangerLevel.Loss, "ALTER TABLE", table.Text, $"ALTER TABLE {table.Text} DROP COLUMN {column.Text}: the values of all its rows are gone for good once this is committed.", $"Drop column {column.Text}", read.Position(at)));
        }

        return found;
    }

    private static List<Danger> Blocks(CommandReader read)
    {
        var words = read.Statement.Keyword switch
        {
            "VACUUM" when read.Statement.Has("FULL") => ("VACUUM FULL", "rewrites the table and keeps everybody out of it meanwhile, readers too."),
            "LOCK" => ("LOCK", "keeps others out of the table until the transaction ends."),
            "CLUSTER" => ("CLUSTER", "rewrites the table and keeps everybody out of it meanwhile, readers too."),
            "REINDEX" when !read.Statement.Has("CONCURRENTLY") => ("REINDEX", "keeps writers out of the table until it is done. REINDEX … CONCURRENTLY does not."),
            "REFRESH" when !read.Statement.Has("CONCURRENTLY") => ("REFRESH MATERIALIZED VIEW", "keeps readers out of the view until it is done. With CONCURRENTLY, which needs a unique index, they read on."),
            "CREATE" when (read.Is(1, "INDEX") || (read.Is(1, "UNIQUE") && read.Is(2, "INDEX"))) && !read.Statement.Has("CONCURRENTLY") => ("CREATE INDEX", "keeps writers out of the table until it is done. CREATE INDEX CONCURRENTLY does not."),
            _ => (null, ""),
        };
        return words.Item1 is null ? [] : [new Danger(DangerLevel.Note, words.Item1, null, $"{words.Item1} {words.Item2}", "Run", read.Position(0))];
    }

    private static List<Danger> ServerFile(CommandReader read) => CopyCommand.Of(read.Statement) switch
    {
        { End: CopyEnd.Program } copy => [new Danger(DangerLevel.Note, "COPY", null, "COPY … PROGRAM runs a program on the database server, as its own user. Aurora allows it to nobody.", "Run", read.Position(copy.Token))],
        { End: CopyEnd.File } copy => [new Danger(DangerLevel.Note, "COPY", null, $"COPY {(copy.Out ? "writes" : "reads")} a file of the database server, not of your computer. Aurora allows it to nobody.", "Run", read.Position(copy.Token))],
        _ => [],
    };

    private static List<Danger> Changes(CommandReader read)
    {
        var found = new List<Danger>();
        for (var at = 0; at < read.Statement.Tokens.Count; at++)
        {
            if (!read.BeginsCommand(at))
                continue;
            if (read.Is(at, "DELETE") && read.Is(at + 1, "FROM") && read.Table(at + 2) is { } emptied && read.Unconditional(at) is { } noDelete)
                found.Add(new Danger(DangerLevel.Loss, "DELETE", emptied.Text, $"DELETE FROM {emptied.Text} {noDelete}.", "Delete all rows", read.Position(at)));
            else if (read.Is(at, "UPDATE") && read.Table(at + 1) is { } changed && read.Unconditional(at) is { } noUpdate)
                found.Add(new Danger(DangerLevel.Loss, "UPDATE", changed.Text, $"UPDATE {changed.Text} {noUpdate}.", "Update all rows", read.Position(at)));
            else if (read.Is(at, "MERGE") && read.Table(read.Is(at + 1, "INTO") ? at + 2 : at + 1) is { } merged)
                found.AddRange(read.MergedAway(at).Select(when => new Danger(DangerLevel.Loss, "MERGE", merged.Text, $"MERGE INTO {merged.Text} deletes every row that {when}, without a further condition.", "Merge and delete", read.Position(at))));
        }

        return found;
    }

    // EXPLAIN ANALYZE does what it measures: EXPLAIN ANALYZE …, EXPLAIN (ANALYZE, …) unless it says off.
    private static bool IsAnalyze(SqlStatement statement)
    {
        if (statement.Is(1, "ANALYZE") || statement.Is(1, "ANALYSE"))
            return true;
        for (var at = 2; statement.IsSymbol(1, '(') && at < statement.Tokens.Count && !statement.IsSymbol(at, ')'); at++)
        {
            if (statement.Is(at, "ANALYZE") || statement.Is(at, "ANALYSE"))
                return !statement.Is(at + 1, "FALSE") && !statement.Is(at + 1, "OFF") && !statement.IsSymbol(at + 1, '0');
        }

        return false;
    }
}
