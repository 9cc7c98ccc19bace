using System.Text.Json;
using AuroraConsole.Aws;
using AuroraConsole.Connect;
using AuroraConsole.Connect.Clients;

namespace AuroraConsole.Tests.Connect.Clients;

/// <summary>What holds for the settings of every client, read as texts.</summary>
public sealed class ClientSnippetTests
{
    private static readonly LoginTarget OnAws =
        new("orders", "writer", "orders.cluster-c7x2k9qwe1ab.us-east-1.rds.amazonaws.com", 5432, "app", "app_user", "us-east-1", "system", 240);

    public static TheoryData<string> Roots => ["system", "/data/ca.pem"];

    [Fact]
    public void The_list_goes_from_desktop_over_shell_to_code()
    {
        Assert.Equal(
            ["pgadmin", "dbeaver", "datagrip", "psql", "service", "url", "npgsql", "node", "python", "go", "java", "rust"],
            ClientSnippets.For(OnAws).Select(client => client.Id));
        Assert.Equal(["Desktop", "Shell", "Code"], ClientSnippets.For(OnAws).Select(client => client.Group).Distinct());
    }

    [Theory]
    [MemberData(nameof(Roots))]
    public void Every_client_verifies_in_full_and_none_shows_a_token(string root)
    {
        string[] signs = ["verify-full", "VerifyFull", "ssl: true", "ssl: { ca:", "service="];
        foreach (var client in ClientSnippets.For(OnAws with { RootCert = root }))
        {
            Assert.True(client.Blocks.Count > 0 || client.Form is not null);
            foreach (var shown in client.Blocks.Select(block => block.Text).Concat((client.Files ?? []).Select(file => file.Text)))
            {
                Assert.DoesNotContain(ClientSnippets.TokenMark, shown);
                Assert.DoesNotContain("rejectUnauthorized", shown);
                // What only prints a token opens no connection.
                if (!shown.StartsWith("aws ", StringComparison.Ordinal) && !shown.StartsWith("aurora-console ", StringComparison.Ordinal) && !shown.StartsWith("powershell ", StringComparison.Ordinal) && !shown.Contains("# Prints a fresh login token"))
                    Assert.True(signs.Any(sign => shown.Contains(sign, StringComparison.Ordinal)), $"{client.Id} does not verify:\n{shown}");
            }

            if (client.Form is { } form)
                Assert.Contains(form.Fields, field => field.Value?.Contains("verify-full", StringComparison.Ordinal) == true);
        }
    }

    [Theory]
    [MemberData(nameof(Roots))]
    public void The_root_is_the_sandboxs_file_or_the_systems_store_in_each_clients_own_words(string root)
    {
        foreach (var client in ClientSnippets.For(OnAws with { RootCert = root }).Where(client => client.Id != "pgadmin"))
        {
            var text = string.Join('\n', client.Blocks.Select(block => block.Text).Concat((client.Form?.Fields ?? []).Select(field => field.Value ?? "")));
            if (root == "system")
                Assert.DoesNotContain("ca.pem", text);
            else
                Assert.True(text.Contains(root, StringComparison.Ordinal) || text.Contains(Uri.EscapeDataString(root), StringComparison.Ordinal), $"{client.Id} does not name {root}");
            // libpq's word, which no other client understands.
            if (client.Group == "Code")
                Assert.DoesNotContain("system\"", text);
        }
    }

    [Theory]
    [InlineData(null, 240)]
    [InlineData(300, 240)]
    [InlineData(86_400, 240)]
    [InlineData(200, 140)]
    public void Idle_connections_close_a_minute_before_the_cluster_would_pause(int? pause, int idle) => Assert.Equal(idle, LoginTarget.IdleFor(pause));

    [Theory]
    [InlineData("npgsql", "Connection Idle Lifetime=77")]
    [InlineData("node", "idleTimeoutMillis: 77_000")]
    [InlineData("drizzle", "idleTimeoutMillis: 77_000")]
    [InlineData("python", "max_idle=15.4")]
    [InlineData("sqlalchemy", "poolclass=NullPool")]
    [InlineData("go", "MaxConnIdleTime = 77 * time.Second")]
    [InlineData("java", "setIdleTimeout(77_000)")]
    [InlineData("rust", "idle_timeout(Duration::from_secs(77))")]
    public void Every_pool_closes_what_is_idle(string block, string setting) =>
        Assert.Contains(setting, Block(OnAws with { IdleSeconds = 77 }, block).Text);

    [Theory]
    [InlineData("it's", "'it''s'")]
    [InlineData("it\u2019s $env:HOME `n", "'it\u2019\u2019s $env:HOME `n'")]
    public void PowerShell_takes_every_single_quote_for_one(string value, string quoted) => Assert.Equal(quoted, Quoting.PowerShell(value));

    [Fact]
    public void What_signs_for_a_reader_names_the_reader()
    {
        var reader = OnAws with { Endpoint = "orders-reader-1", Host = "orders-reader-1.c7x2k9qwe1ab.us-east-1.rds.amazonaws.com" };
        Assert.Equal("aurora-console token us-east-1/orders --role=app_user --endpoint=orders-reader-1", Block(reader, "pgadmin-exec").Text);
        Assert.Equal("aurora-console token us-east-1/orders --role=app_user", Block(OnAws, "pgadmin-exec").Text);
    }

    [Fact]
    public void What_signs_by_a_role_names_the_role_wherever_a_token_is_fetched()
    {
        var signed = OnAws with { Signer = new Signer("arn:aws:iam::111122223333:role/support/support-connect") };
        Assert.Equal("aurora-console token us-east-1/orders --role=app_user --signer=arn:aws:iam::111122223333:role/support/support-connect", Block(signed, "pgadmin-exec").Text);
        var clients = ClientSnippets.For(signed);
        Assert.Contains(clients[0].Files!, file => file.Name == "servers.json" && file.Text.Contains("--signer=arn:aws:iam::111122223333:role/support/support-connect", StringComparison.Ordinal));
        var fetching = clients.SelectMany(client => client.Blocks.Select(block => block.Text).Concat((client.Files ?? []).Select(file => file.Text)))
            .Where(text => text.Contains("aws rds ", StringComparison.Ordinal) || text.Contains("aurora-console ", StringComparison.Ordinal)).ToList();
        Assert.True(fetching.Count >= 10, $"{fetching.Count}");
        Assert.All(fetching, text => Assert.Matches("--signer=arn:aws:iam::111122223333:role/support/support-connect|--profile '?support-connect'?", text));
        Assert.All(ClientSnippets.For(OnAws).SelectMany(client => client.Blocks), block => Assert.DoesNotMatch("--signer|--profile", block.Text));
    }

    [Theory]
    [MemberData(nameof(Roots))]
    public void The_file_for_pgAdmin_has_what_its_import_demands_and_no_password(string root)
    {
        var target = OnAws with { Database = "a\"b", Role = "o'brien", RootCert = root };
        var file = ClientSnippets.For(target).Single(client => client.Id == "pgadmin").Files!.Single(file => file.Name == "servers.json");
        var server = JsonDocument.Parse(file.Text).RootElement.GetProperty("Servers").GetProperty("1");
        // Required by pgAdmin's documentation: Name, Group, Port, Username, MaintenanceDB, Host, and sslmode among the connection's parameters.
        Assert.Equal("orders, o'brien", server.GetProperty("Name").GetString());
        Assert.Equal("Aurora us-east-1", server.GetProperty("Group").GetString());
        Assert.Equal(target.Host, server.GetProperty("Host").GetString());
        Assert.Equal(5432, server.GetProperty("Port").GetInt32());
        Assert.Equal("a\"b", server.GetProperty("MaintenanceDB").GetString());
        Assert.Equal("o'brien", server.GetProperty("Username").GetString());
        Assert.Equal(840, server.GetProperty("PasswordExecExpiration").GetInt32());
        Assert.Equal("aurora-console token us-east-1/orders '--role=o'\\''brien'", server.GetProperty("PasswordExecCommand").GetString());
        var connection = server.GetProperty("ConnectionParameters");
        Assert.Equal("verify-full", connection.GetProperty("sslmode").GetString());
        // pgAdmin drops a root that is no file.
        Assert.StartsWith("/", connection.GetProperty("sslrootcert").GetString());
        Assert.Equal(
            ["ConnectionParameters", "Group", "Host", "MaintenanceDB", "Name", "PasswordExecCommand", "PasswordExecExpiration", "Port", "Username"],
            server.EnumerateObject().Select(property => property.Name).Order());
    }

    [Fact]
    public void A_file_comes_out_of_its_address_as_it_is()
    {
        var file = ClientSnippets.For(OnAws with { Role = "ünï😀 % #" }).Single(client => client.Id == "pgadmin").Files![^1];
        Assert.Equal(file.Text, Uri.UnescapeDataString(file.Address["data:text/plain;charset=utf-8,".Length..]));
        // Windows PowerShell needs the mark to read it as UTF-8.
        Assert.StartsWith("\uFEFF", file.Text);
        Assert.Contains("'--username=ünï😀 % #'", file.Text);
    }

    private static SnippetBlock Block(LoginTarget target, string id) => ClientSnippets.For(target).SelectMany(client => client.Blocks).Single(block => block.Id == id);
}
