using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AuroraConsole.Connect.Clients;

/// <summary>pgAdmin: its form, its import file, and its command for passwords.</summary>
internal static class PgAdmin
{
    // A minute before the end, so that what pgAdmin keeps is never too old.
    private const int KeepSeconds = 840;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ClientSnippet Snippet(LoginTarget target)
    {
        var command = TokenCommand.Console("token", target, Quoting.Posix);
        return new("pgadmin", "Desktop", "pgAdmin",
        [
            new("pgadmin-exec", "Or let pgAdmin fetch a fresh token", "sh", command,
                Install: "the aurora-console tool",
                Note: $"Advanced, Password exec command, with {KeepSeconds} as its expiration (seconds): you stop copying tokens. Instead of the tool, a script below asks the AWS CLI; its whole path is the command. On a pgAdmin server its administrator has to allow such commands."),
            new("pgadmin-exec-windows", "The script for Windows, as a command", "cmd", $"powershell -NoProfile -ExecutionPolicy Bypass -File \"C:\\Users\\YOU\\Downloads\\{ScriptName(target)}.ps1\""),
        ],
        new SnippetForm("Register, Server",
        [
            new("Host name", target.Host), new("Port", $"{target.Port}"), new("Maintenance database", target.Database), new("Username", target.Role), new("Password", null),
            new("SSL mode", "verify-full"), new("Root certificate", RootCert(target)),
        ]),
        [
            new("servers.json", "servers.json", ServersJson(target, command)),
            new($"{ScriptName(target)}.sh", "Script for macOS, Linux", PosixScript(target)),
            new($"{ScriptName(target)}.ps1", "Script for Windows", WindowsScript(target)),
        ],
        Note: "Some pgAdmin versions cut long passwords: compare with the length beside the token, or let pgAdmin fetch it. servers.json goes in by Tools, Import/Export Servers; it names the command below and holds no secret. "
            + (target.UsesSystemRoots
                ? "pgAdmin wants a file: the one above is macOS's own bundle; Debian and Ubuntu have /etc/ssl/certs/ca-certificates.crt, Fedora and RHEL /etc/pki/tls/certs/ca-bundle.crt; on Windows save Amazon Root CA 1 to 4 from amazontrust.com/repository as one file."
                : "The root certificate's file is on the computer the console runs on."));
    }

    // pgAdmin takes files only: it drops the word system, and libpq then looks for a root.crt that is not there.
    private static string RootCert(LoginTarget target) => target.UsesSystemRoots ? "/etc/ssl/cert.pem" : target.RootCert;

    private static string ScriptName(LoginTarget target) => $"{target.Cluster}-token";

    // The format of Tools, Import/Export Servers (pgAdmin's documentation, import_export_servers).
    private static string ServersJson(LoginTarget target, string command) => new JsonObject
    {
        ["Servers"] = new JsonObject
        {
            ["1"] = new JsonObject
            {
                ["Name"] = $"{target.Cluster}, {target.Role}",
                ["Group"] = $"Aurora {target.Region}",
                ["Host"] = target.Host,
                ["Port"] = target.Port,
                ["MaintenanceDB"] = target.Database,
                ["Username"] = target.Role,
                ["PasswordExecCommand"] = command,
                ["PasswordExecExpiration"] = KeepSeconds,
                ["ConnectionParameters"] = new JsonObject { ["sslmode"] = "verify-full", ["sslrootcert"] = RootCert(target) },
            },
        },
    }.ToJsonString(Readable);

    // A program started from the desktop has a short PATH: the folders where the AWS CLI usually is are added.
    private static string PosixScript(LoginTarget target) =>
        $"#!/bin/sh\n# Prints a fresh login token, signed with the AWS CLI's own credentials.\nPATH=\"$PATH:/usr/local/bin:/opt/homebrew/bin\"\nexec {TokenCommand.Aws(target, Quoting.Posix, " \\\n  ")}\n";

    // Windows PowerShell reads a file without the mark as the system's code page.
    private static string WindowsScript(LoginTarget target) =>
        $"\uFEFF# Prints a fresh login token, signed with the AWS CLI's own credentials.\n{TokenCommand.Aws(target, Quoting.PowerShell, " `\n  ")}\n".ReplaceLineEndings("\r\n");
}
