using System.Text;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Tests.Aws;
using Npgsql;

namespace AuroraConsole.Sandbox.Tests.Account;

/// <summary>The <c>postgresql</c> export: a real server's log, delivered once.</summary>
public sealed class LogExportTests
{
    [Fact]
    public async Task A_servers_log_is_delivered_while_the_export_is_on_and_no_line_twice()
    {
        await using var sandbox = await RunningSandbox.StartAsync(o => o.Databases = true);
        await sandbox.UntilAsync("demo", "available");
        await SeenAsync(sandbox, "database system is ready to accept connections");
        await FailAsync(sandbox, "SELECT 'first'\nFROM nowhere_1");
        await SeenAsync(sandbox, "STATEMENT:  SELECT 'first'");
        var statement = Assert.Single(await EventsAsync(sandbox), e => e.Text.Contains("STATEMENT:", StringComparison.Ordinal));
        Assert.Contains(":app_user@app:[", statement.Text);
        Assert.EndsWith("STATEMENT:  SELECT 'first'\n\tFROM nowhere_1", statement.Text);
        Assert.Equal("demo-instance-1.0", statement.Stream);

        await SwitchAsync(sandbox, "DisableLogTypes");
        await FailAsync(sandbox, "SELECT * FROM nowhere_2");
        await SwitchAsync(sandbox, "EnableLogTypes");
        await FailAsync(sandbox, "SELECT * FROM nowhere_3");
        await SeenAsync(sandbox, "STATEMENT:  SELECT * FROM nowhere_3");
        Assert.DoesNotContain(await EventsAsync(sandbox), e => e.Text.Contains("nowhere_2", StringComparison.Ordinal));

        // Killed after the events were written and before that was noted: the note is the one of before.
        var note = Path.Combine(sandbox.Host.Options.DataPath, "log-exports.json");
        var before = await File.ReadAllBytesAsync(note);
        await FailAsync(sandbox, "SELECT * FROM nowhere_4");
        await SeenAsync(sandbox, "STATEMENT:  SELECT * FROM nowhere_4");
        await sandbox.StopAsync();
        await File.WriteAllBytesAsync(note, before);

        // A file of another start took its place, with a line nobody had read.
        var log = Path.Combine(sandbox.Host.Options.DataPath, "postgres", "clusters", sandbox.Account.State.Find("us-east-1", "demo")!.ResourceId, "server.log");
        await File.AppendAllTextAsync(log, "2026-01-01 00:00:00 UTC::@:[1]:LOG:  last words\n");
        File.Move(log, log + ".1");
        await sandbox.RestartAsync();
        await sandbox.UntilAsync("demo", "available");
        await FailAsync(sandbox, "SELECT * FROM nowhere_5");
        await SeenAsync(sandbox, "STATEMENT:  SELECT * FROM nowhere_5");
        var texts = (await EventsAsync(sandbox)).Select(e => e.Text).ToList();
        foreach (var once in new[] { "FROM nowhere_1", "STATEMENT:  SELECT * FROM nowhere_3", "STATEMENT:  SELECT * FROM nowhere_4", "last words", "STATEMENT:  SELECT * FROM nowhere_5" })
            Assert.Single(texts, t => t.EndsWith(once, StringComparison.Ordinal));
    }

    [Fact]
    public void An_entry_ends_where_the_next_begins()
    {
        const string First = "2026-11-01 10:00:00 UTC:[local]:a@b:[1]:ERROR:  one\n\ttwo\nthree\n";
        const string Second = "2026-11-01 10:00:01 UTC::@:[2]:LOG:  four\n";
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, First + Second + "2026-11-01 10:00:02 UTC::@:[2]:LOG:  fi");
            Assert.Equal([First.TrimEnd('\n'), Second.TrimEnd('\n')], ServerLog.Read(path, 0, whole: true).Select(e => e.Text));
            var known = Assert.Single(ServerLog.Read(path, 0, whole: false));
            Assert.Equal((new DateTimeOffset(2026, 11, 1, 10, 0, 0, TimeSpan.Zero), First.Length), (known.Time!.Value, (int)known.End));
            Assert.Equal(Second.TrimEnd('\n'), Assert.Single(ServerLog.Read(path, known.End, whole: true)).Text);
            Assert.Equal(First.Split('\n')[0], ServerLog.HeadOf(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_line_longer_than_the_window_is_taken_in_pieces_that_fit_an_event()
    {
        var path = Path.GetTempFileName();
        try
        {
            var length = (3 << 20) + 5;
            File.WriteAllText(path, "2026-11-01 10:00:00 UTC::@:[2]:LOG:  " + new string('ü', length / 2) + "\n2026-11-01 10:00:01 UTC::@:[2]:LOG:  after\n");
            var texts = new List<string>();
            for (long at = 0; ServerLog.Read(path, at, whole: true) is { Count: > 0 } entries; at = entries[^1].End)
                texts.AddRange(entries.Select(e => e.Text));
            Assert.EndsWith("after", texts[^1]);
            Assert.All(texts, t => Assert.True(Encoding.UTF8.GetByteCount(t) < (1 << 20) - 26));
            Assert.True(texts.Count >= 4);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task FailAsync(RunningSandbox sandbox, string sql)
    {
        var port = sandbox.RouteOf("demo").Port;
        var token = new Gateway.Presigner { Host = $"localhost:{port}", User = "app_user", At = DateTimeOffset.UtcNow }.Token();
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = "localhost",
            Port = port,
            Username = "app_user",
            Password = token,
            Database = "app",
            SslMode = SslMode.VerifyFull,
            RootCertificate = sandbox.Host.CaPath,
            Pooling = false,
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
    }

    private static async Task SwitchAsync(RunningSandbox sandbox, string how)
    {
        await RunningSandbox.UntilAsync(() => sandbox.Account.State.Find("us-east-1", "demo")!.Status == "available");
        (await sandbox.RdsAsync("ModifyDBCluster", ("DBClusterIdentifier", "demo"), ($"CloudwatchLogsExportConfiguration.{how}.member.1", "postgresql"))).Ok();
    }

    private static async Task SeenAsync(RunningSandbox sandbox, string text)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!(await EventsAsync(sandbox)).Any(e => e.Text.Contains(text, StringComparison.Ordinal))) await Task.Delay(100, limit.Token);
    }

    private static async Task<List<(string Stream, string Text)>> EventsAsync(RunningSandbox sandbox)
    {
        var answer = await sandbox.SendAsync(sandbox.Logs("FilterLogEvents", "{\"logGroupName\":\"/aws/rds/cluster/demo/postgresql\"}"));
        return answer.Status != 200 ? [] : [.. answer.Json["events"]!.AsArray().Select(e => (e!["logStreamName"]!.ToString(), e["message"]!.ToString()))];
    }
}
