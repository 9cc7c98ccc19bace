namespace AuroraConsole.Query.Statements;

/// <summary>Lines that only psql understands, and what does the same here.</summary>
internal static class PsqlCommands
{
    // Longest match first within a letter.
    private static readonly (string Prefix, string Instead)[] Known =
    [
        ("\\copy", "To take rows away, write COPY … TO STDOUT or export the result; to bring rows in, use psql or INSERT."),
        ("\\connect", "Choose cluster, database and role beside Run."),
        ("\\conninfo", "Cluster, database and role stand beside Run."),
        ("\\crosstabview", "The result grid shows rows as they are; export them for a crosstab."),
        ("\\cd", "There is no working folder here."),
        ("\\copyright", "It is not needed here."),
        ("\\c", "Choose cluster, database and role beside Run."),
        ("\\dconfig", "Write SHOW name, or SELECT * FROM pg_settings."),
        ("\\d", "The schema tree beside the editor shows tables, columns, indexes, functions, roles and grants."),
        ("\\l", "The schema tree beside the editor lists the databases."),
        ("\\z", "The schema tree beside the editor shows grants."),
        ("\\sf", "The schema tree's Copy definition gives a function's text."),
        ("\\sv", "The schema tree's Copy definition gives a view's text."),
        ("\\set", "Write :name in the statement; its value is asked for at Run."),
        ("\\prompt", "Write :name in the statement; its value is asked for at Run."),
        ("\\bind", "Write $1 in the statement; its value is asked for at Run."),
        ("\\i", "Paste the text of the file into the editor."),
        ("\\e", "This is the editor."),
        ("\\x", "Select a row and open the side panel to see it with a line for each column."),
        ("\\timing", "The status line shows the time to the first and the last row of each statement."),
        ("\\watch", "Run the statement again when you want to see it anew."),
        ("\\gdesc", "The result grid shows the type of each column under its name."),
        ("\\gexec", "Run the statement, copy its result into the editor, and run that."),
        ("\\gset", "Write :name in the statement; its value is asked for at Run."),
        ("\\g", "End the statement with a semicolon."),
        ("\\o", "Export the result instead."),
        ("\\restrict", "pg_dump writes it for psql alone. Remove the line."),
        ("\\unrestrict", "pg_dump writes it for psql alone. Remove the line."),
        ("\\pset", "The result grid has its own look; exports offer the formats."),
        ("\\password", "Express clusters have no passwords: logins are by IAM token."),
        ("\\!", "There is no shell here."),
        ("\\q", "Close the tab instead."),
        ("\\?", "Only SQL is run here."),
        ("\\h", "Only SQL is run here; the PostgreSQL manual describes it."),
    ];

    /// <summary>What was found, that only psql understands it, and what to use here.</summary>
    public static string Sentence(string line)
    {
        var shown = line.Length <= 20 ? line.TrimEnd() : $"{line[..20].TrimEnd()}…";
        var instead = Known.FirstOrDefault(known => line.StartsWith(known.Prefix, StringComparison.Ordinal)).Instead ?? "Remove the line.";
        return $"{shown} is a command of psql, not SQL, and only psql understands it. {instead}";
    }
}
