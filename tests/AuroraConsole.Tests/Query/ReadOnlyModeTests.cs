using System.Text;
using AuroraConsole.Query.Runs;
using Npgsql;

namespace AuroraConsole.Tests.Query;

/// <summary>Attempts to write in read-only mode, as three roles: what the page in docs says of each is what happens.</summary>
[Collection(nameof(QueryHost))]
[Trait("Category", "NewestPostgres")]
public sealed class ReadOnlyModeTests(QueryHost host)
{
    private const string Begin = "<!-- tricks -->";
    private const string End = "<!-- end of tricks -->";
    private static readonly string[] Roles = ["app_user", "app_owner", "postgres"];

    // All that a ROLLBACK must have taken back.
    private const string Fingerprint = """
        select row((select string_agg(o::text, '|' order by id) from orders o), (select string_agg(o::text, '|') from owned o), (select count(*) from watched), (select count(*) from pg_class), (select count(*) from pg_proc),
               (select count(*) from pg_largeobject_metadata), (select count(*) from pg_roles), (select string_agg(relacl::text, '|' order by relname) from pg_class where relnamespace = 'public'::regnamespace),
               obj_description('orders'::regclass), (select count(*) from pg_db_role_setting), (select count(*) from pg_extension), (select count(*) from pg_event_trigger), (select count(*) from pg_prepared_xacts),
               (select count(*) from pg_file_settings where sourcefile like '%auto.conf'), (select string_agg(relpages || ' ' || reltuples, '|') from pg_class where relname = 'owned'),
               (select string_agg(stawidth || ' ' || stanullfrac, '|') from pg_statistic where starelid = 'owned'::regclass))::text
        """;

    [Fact]
    public async Task Each_trick_is_stopped_by_what_the_page_says()
    {
        Assert.True(ReadOnlyTrick.All.Count >= 60);
        await PrepareAsync();
        await using var watcher = await host.Postgres.OpenAsync();
        var before = await ScalarAsync(watcher, Fingerprint);
        var outcomes = new List<(ReadOnlyTrick Trick, string[] Outcomes)>();
        foreach (var trick in ReadOnlyTrick.All)
        {
            var found = new List<string>();
            foreach (var role in Roles)
            {
                await using var victim = trick.Group == "other sessions" ? await VictimAsync() : null;
                var run = await host.RunAsync(QueryHost.Request(trick.Sql, role, timeout: 10));
                found.Add(Outcome(trick, run));
                Assert.True(before == await ScalarAsync(watcher, Fingerprint), $"{trick.Sql} as {role} left something behind");
                await ScalarAsync(watcher, "select count(pg_drop_replication_slot(slot_name))::text from pg_replication_slots");
            }

            outcomes.Add((trick, [.. found]));
        }

        Assert.False(File.Exists("/tmp/sneaked"));
        // What is said to outlast is really there: else the page would frighten for nothing.
        Assert.Equal("4", await host.Postgres.PsqlAsync("select count(*) from loot"));
        Assert.Equal("t", await host.Postgres.PsqlAsync("select (pg_stat_file('sneaked_by_program')).size > 0 and (pg_stat_file('sneaked_export')).size = 1"));
        // The page is of the newest version an express cluster has; it says where others differ.
        if (host.Postgres.Version == 18)
            await ComparePageAsync(Table(outcomes));
    }

    [Fact]
    public async Task A_session_of_its_own_keeps_no_lock_and_no_setting()
    {
        await host.RunAsync(QueryHost.Request("select pg_advisory_lock(42), set_config('application_name', 'sneaked', false)"));

        Assert.Equal("0", await host.Postgres.PsqlAsync("select count(*) from pg_locks where locktype = 'advisory'"));
    }

    [Fact]
    public async Task Before_16_the_mode_is_said_to_be_no_security_boundary_and_a_lifted_mode_is_reported()
    {
        var run = await host.RunAsync(QueryHost.Request("select set_config('transaction_read_only', null, true)"));

        Assert.Equal(host.Postgres.Version < 16, run.State.Messages.Any(message => message.Text.Contains("The real guard is a role without the grants", StringComparison.Ordinal)));
        Assert.Equal(host.Postgres.Version < 16, run.State.Messages.Any(message => message.Text.Contains("lifted its read-only mode", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_superuser_is_warned_of()
    {
        var run = await host.RunAsync(QueryHost.Request("select 1", "postgres"));

        Assert.Equal(RunPhase.Succeeded, run.State.Phase);
        Assert.Contains(run.State.Messages, message => message.Text.Contains("superuser", StringComparison.Ordinal));
    }

    private static string Outcome(ReadOnlyTrick trick, QueryRun run) => run.State.FirstError?.Code switch
    {
        null when run.State.Messages.Any(message => message.Text.Contains("lifted its read-only mode", StringComparison.Ordinal)) => trick.Lasts is null ? "rolled back, and said to have left the mode" : "**not stopped**",
        null => trick.Lasts is null ? "rolled back" : "**not stopped**",
        "25006" => "READ ONLY",
        "42501" => "grants",
        "57P01" or "57014" => "**not stopped**",
        var code when code.Length == 5 => $"error {code}",
        _ => "allow-list",
    };

    private static string Table(IReadOnlyList<(ReadOnlyTrick Trick, string[] Outcomes)> outcomes)
    {
        var text = new StringBuilder();
        foreach (var group in outcomes.GroupBy(outcome => outcome.Trick.Group))
        {
            text.Append($"\n### {char.ToUpperInvariant(group.Key[0])}{group.Key[1..]}\n\n| Trick | app_user | app_owner | superuser | What lasts where it is not stopped |\n|---|---|---|---|---|\n");
            foreach (var (trick, found) in group)
                text.Append($"| `{trick.Shown}` | {string.Join(" | ", found)} | {(trick.Lasts is null ? "" : $"{trick.Lasts}. Guard: {trick.Guard}")} |\n");
        }

        return text.ToString();
    }

    private static async Task ComparePageAsync(string table)
    {
        var page = Path.Combine(Root(), "docs", "query-read-only.md");
        var text = await File.ReadAllTextAsync(page);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        if (text[from..to].Trim() == table.Trim())
            return;
        if (Environment.GetEnvironmentVariable("WRITE_DOCS") == "1")
            await File.WriteAllTextAsync(page, $"{text[..from]}\n{table}\n{text[to..]}");
        Assert.Fail($"docs/query-read-only.md is not what happens. With WRITE_DOCS=1 in the environment this test writes it.\n{string.Join('\n', table.Split('\n').Except(text.Split('\n')))}");
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AuroraConsole.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }

    private async Task PrepareAsync()
    {
        if (await host.Postgres.PsqlAsync("select to_regclass('loot') is null") == "t")
            await host.Postgres.PsqlAsync(ReadOnlyTrick.Ground(host.Postgres.Socket, host.Postgres.Port));
    }

    private static async Task<string> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    // Of the same role, so that it may be signalled.
    private async Task<NpgsqlConnection> VictimAsync()
    {
        var victim = await host.Postgres.OpenAsync("app_user");
        await using var name = new NpgsqlCommand("set application_name = 'victim'", victim);
        await name.ExecuteNonQueryAsync();
        return victim;
    }
}
