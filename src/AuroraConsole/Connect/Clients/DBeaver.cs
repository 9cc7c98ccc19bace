namespace AuroraConsole.Connect.Clients;

/// <summary>DBeaver, which logs in through pgJDBC.</summary>
internal static class DBeaver
{
    public static ClientSnippet Snippet(LoginTarget target) => new("dbeaver", "Desktop", "DBeaver",
    [
        new("dbeaver-token", "A fresh token to paste", "sh", TokenCommand.Aws(target, Quoting.Posix, " \\\n  "), Install: "the AWS CLI, with credentials of its own"),
    ],
    new SnippetForm("New connection, PostgreSQL",
    [
        new("Host", target.Host), new("Port", $"{target.Port}"), new("Database", target.Database), new("Username", target.Role), new("Password", null),
        new("SSL, SSL mode", "verify-full", Copies: false),
        target.UsesSystemRoots ? new("SSL, SSL factory", Java.SystemRootsFactory) : new("SSL, Root certificate", target.RootCert),
    ]),
    Note: "Leave Save password off: the next connection needs the next token. The community edition cannot fetch one itself; AWS IAM as a way to sign in is in the paid editions. An open editor keeps the cluster awake: disconnect when you are done.");
}
