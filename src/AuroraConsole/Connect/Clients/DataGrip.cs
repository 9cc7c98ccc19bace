namespace AuroraConsole.Connect.Clients;

/// <summary>DataGrip and the database tools of JetBrains' other programs, which log in through pgJDBC.</summary>
internal static class DataGrip
{
    public static ClientSnippet Snippet(LoginTarget target) => new("datagrip", "Desktop", "DataGrip",
    [
        new("datagrip-token", "A fresh token to paste", "sh", TokenCommand.Aws(target, Quoting.Posix, " \\\n  "), Install: "the AWS CLI, with credentials of its own"),
    ],
    new SnippetForm("New data source, PostgreSQL",
    [
        new("URL", Java.Url(target)), new("User", target.Role), new("Password", null), new("Save", "Never", Copies: false),
    ]),
    Note: "The plugin AWS Toolkit adds AWS IAM to the list Authentication; it signs by itself, for the host, port and region you give it there. It is known to fail for reader endpoints; use a pasted token there. A session left open keeps the cluster awake: disconnect when you are done.");
}
