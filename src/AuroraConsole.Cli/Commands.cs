using System.Text.Json;

namespace AuroraConsole.Cli;

/// <summary>What each command does. Standard output carries what was asked for and nothing else.</summary>
internal static class Commands
{
    private const string Help = """
        aurora-console: login tokens for Aurora clusters, from a running AuroraConsole.

          aurora-console token REGION/CLUSTER --role ROLE [options]            prints a token, the password for 15 minutes
          aurora-console psql  REGION/CLUSTER --role ROLE [options] [-- ARGS]  starts psql, logged in; ARGS are psql's own
          aurora-console clusters                                              lists the clusters
          aurora-console sign-in [LINK]                                        with the one-time link the console prints; without LINK, from standard input
          aurora-console sign-out                                              ends every sign-in of that console, the browser's too

        Options of token and psql
          --endpoint NAME    writer (the default) or a reader instance's name
          --database NAME    the cluster's own when left out; a token is for any
          --signer ARN       a role of the console's Aws:SigningRoles to sign with
          --reason TEXT      for the audit trail
          --format FORMAT    of token: plain (default), json, env (lines for a shell's eval), url (postgresql://…)

        Options of every command
          --console URL      the console; else AURORA_CONSOLE_URL, else http://127.0.0.1:5080
          --bearer-file FILE the bearer to send; else AURORA_CONSOLE_BEARER_FILE, else the sign-in, else the bearer of a console on this computer

        A sandbox's console asks for no sign-in. Exit codes: 0 done; 1 refused by the console or AWS; 2 wrong command line;
        3 not signed in, or no console there; 127 no psql; once psql runs, its own.
        """;

    public static async Task<int> RunAsync(CommandLine line)
    {
        switch (line.Command)
        {
            case "help":
                Console.WriteLine(Help);
                return 0;
            case "token":
                await TokenAsync(line);
                return 0;
            case "psql":
                return await PsqlAsync(line);
            case "clusters":
                await ClustersAsync(line);
                return 0;
            case "sign-in":
                await SignInAsync(line.Argument);
                return 0;
            default:
                await SignOutAsync(line);
                return 0;
        }
    }

    private static async Task TokenAsync(CommandLine line)
    {
        var write = TokenFormat.Named(line["format"] ?? "plain");
        var login = await MintAsync(line);
        Console.Out.Write(write(login));
        // Programs take the output as the password; a person wants the prompt on a line of its own.
        if (!Console.IsOutputRedirected)
            Console.Out.WriteLine();
    }

    private static async Task<int> PsqlAsync(CommandLine line) => await Psql.RunAsync(await MintAsync(line), line.Rest);

    private static async Task<Login> MintAsync(CommandLine line)
    {
        if (line.Argument is not { } cluster || !cluster.Contains('/'))
            throw CommandException.Wrong("Name the cluster as region/name, such as us-east-1/demo.");
        if (line["role"] is not { } role)
            throw CommandException.Wrong("Name the database role with --role.");
        using var client = ConsoleClient.Open(line);
        return await client.PostAsync(
            "/api/tokens",
            new { cluster, role, endpoint = line["endpoint"], signer = line["signer"], reason = line["reason"] },
            answer => Login.Of(answer, line["database"]));
    }

    private static async Task ClustersAsync(CommandLine line)
    {
        if (line.Argument is not null)
            throw CommandException.Wrong("clusters takes no argument.");
        using var client = ConsoleClient.Open(line);
        var rows = await client.GetAsync("/api/clusters", answer => answer.GetProperty("clusters").EnumerateArray().Select(Row).ToList());
        foreach (var (key, status, endpoint) in rows)
            Console.WriteLine($"{key.PadRight(rows.Max(row => row.Key.Length))}  {status.PadRight(rows.Max(row => row.Status.Length))}  {endpoint}".TrimEnd());
    }

    private static (string Key, string Status, string Endpoint) Row(JsonElement cluster) => (
        $"{cluster.GetProperty("region").GetString()}/{cluster.GetProperty("id").GetString()}",
        cluster.GetProperty("status").GetString()!,
        cluster.GetProperty("endpoint").GetString() is { } host ? $"{host}:{cluster.GetProperty("port").GetInt32()}" : "");

    private static async Task SignInAsync(string? link)
    {
        if (link is null)
        {
            if (!Console.IsInputRedirected)
                await Console.Error.WriteAsync("Link: ");
            link = await Console.In.ReadLineAsync();
        }

        var console = await ConsoleClient.SignInAsync(link?.Trim() ?? "");
        await Console.Error.WriteLineAsync($"Signed in to {console}.");
    }

    private static async Task SignOutAsync(CommandLine line)
    {
        if (line.Argument is not null)
            throw CommandException.Wrong("sign-out takes no argument.");
        var said = await ConsoleClient.SignOutAsync(line) ? "Signed out" : "There was no sign-in";
        await Console.Error.WriteLineAsync($"{said} at {ConsoleClient.Address(line)}.");
    }
}
