namespace AuroraConsole.Connect.Clients;

/// <summary>The clients of the Connect page, each with TLS verified in full.</summary>
public static class ClientSnippets
{
    /// <summary>Where the browser puts the token: a private-use character that no host, role or database escapes to.</summary>
    public const string TokenMark = "\uE000";

    /// <summary>All of them for one login, in the order of the list.</summary>
    public static IReadOnlyList<ClientSnippet> For(LoginTarget target) =>
    [
        PgAdmin.Snippet(target), DBeaver.Snippet(target), DataGrip.Snippet(target),
        Psql.Snippet(target), ServiceFile.Snippet(target), DatabaseUrl.Snippet(target),
        DotNet.Snippet(target), Node.Snippet(target), Python.Snippet(target), Go.Snippet(target), Java.Snippet(target), Rust.Snippet(target),
    ];
}
