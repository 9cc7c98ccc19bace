using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AuroraConsole.Access;
using AuroraConsole.Activity;
using AuroraConsole.Audit;
using AuroraConsole.Shared;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AuroraConsole.Tests.Activity;

/// <summary>What a look sees and does, on a real PostgreSQL.</summary>
[Collection(nameof(ActivityHost))]
public sealed class ActivityReaderTests(ActivityHost host)
{
    [Fact]
    [Trait("Category", "NewestPostgres")]
    public async Task A_chain_of_three_is_a_tree_with_the_one_who_holds_it_up_at_its_root()
    {
        await using var first = await host.OpenAsync("app_user");
        await using var second = await host.OpenAsync("app_user");
        await using var third = await host.OpenAsync("postgres");
        await ActivityHost.RunAsync(first, "BEGIN; UPDATE slots SET n = 1 WHERE id = 1");
        await ActivityHost.RunAsync(second, "BEGIN; UPDATE slots SET n = 1 WHERE id = 2");
        var waits = ActivityHost.RunAsync(second, "UPDATE slots SET n = 2 WHERE id = 1");
        var waitsToo = ActivityHost.RunAsync(third, "UPDATE slots SET n = 3 WHERE id = 2");

        var snapshot = await host.UntilAsync(ActivityHost.As("postgres"), seen => seen.Count(SessionState.Waiting) == 2);

        Assert.Equal([(first.ProcessID, 0, 2), (second.ProcessID, 1, 1), (third.ProcessID, 2, 0)], LockNode.Of(snapshot).Select(node => (node.Pid, node.Depth, node.Waiting)));
        var headline = ActivityHeadline.Of(snapshot);
        Assert.Equal((StatusKind.Broken, $"2 sessions wait for {first.ProcessID} (app_user), idle in a transaction.", first.ProcessID), (headline.Kind, headline.Sentence, headline.Pid));
        Assert.Equal("a row of slots", snapshot.Find(second.ProcessID)!.Wait!.What);
        Assert.Equal("UPDATE slots SET n = 2 WHERE id = 1", snapshot.Find(second.ProcessID)!.Query);
        Assert.NotNull(snapshot.Find(second.ProcessID)!.Wait!.Since);
        // A role that may not see the statements sees the locks all the same.
        var partly = await host.Reader.ReadAsync(ActivityHost.As("app_readonly"), default);
        Assert.Equal([0, 1, 2], LockNode.Of(partly).Select(node => node.Depth));

        await ActivityHost.RunAsync(first, "ROLLBACK");
        await waits;
        await ActivityHost.RunAsync(second, "ROLLBACK");
        await waitsToo;
        Assert.Empty(LockNode.Of(await host.UntilAsync(ActivityHost.As("postgres"), seen => seen.Count(SessionState.Waiting) == 0)));
    }

    [Fact]
    public async Task What_others_run_is_hidden_from_a_role_without_the_grant_and_said_to_be()
    {
        await using var other = await host.OpenAsync("postgres");
        await using var own = await host.OpenAsync("app_user");
        await ActivityHost.RunAsync(other, "BEGIN; SELECT 'a secret of others'");

        var seen = await host.Reader.ReadAsync(ActivityHost.As("app_user"), default);

        Assert.False(seen.Looker!.SeesAll);
        Assert.False(seen.Looker.EndsOthers);
        Assert.Equal((SessionState.Hidden, null, null, "postgres"), (seen.Find(other.ProcessID)!.Kind, seen.Find(other.ProcessID)!.Query, seen.Find(other.ProcessID)!.StartedAt, seen.Find(other.ProcessID)!.Role));
        Assert.Equal(SessionState.Idle, seen.Find(own.ProcessID)!.Kind);
        var all = await host.Reader.ReadAsync(ActivityHost.As("postgres"), default);
        Assert.True(all.Looker!.SeesAll);
        Assert.Equal((SessionState.IdleInTransaction, "SELECT 'a secret of others'"), (all.Find(other.ProcessID)!.Kind, all.Find(other.ProcessID)!.Query?.Trim()));
        Assert.Equal(all.Sessions.Count, all.Looker.Connections);
        Assert.InRange(all.Looker.MaxConnections, 10, 10_000);
        Assert.True(Assert.Single(all.Sessions, session => session.IsOwn).IsConsole);
    }

    [Fact]
    public async Task A_failed_transaction_and_a_running_statement_are_told_apart()
    {
        await using var failed = await host.OpenAsync("app_user");
        await using var busy = await host.OpenAsync("app_user");
        await ActivityHost.RunAsync(failed, "BEGIN");
        await Assert.ThrowsAsync<PostgresException>(() => ActivityHost.RunAsync(failed, "SELECT 1/0"));
        var sleeping = ActivityHost.RunAsync(busy, "SELECT pg_sleep(60)");

        var seen = await host.UntilAsync(ActivityHost.As("postgres"), snapshot => snapshot.Find(busy.ProcessID)?.WaitEvent == "PgSleep");

        Assert.Equal(SessionState.Aborted, seen.Find(failed.ProcessID)!.Kind);
        Assert.Equal(SessionState.Active, seen.Find(busy.ProcessID)!.Kind);
        Assert.Equal("in pg_sleep", WaitWords.Of(seen.Find(busy.ProcessID)!));
        await host.Ends.CancelAsync(ActivityHost.As("app_user"), busy.ProcessID, null, default);
        Assert.Equal(PostgresErrorCodes.QueryCanceled, (await Assert.ThrowsAsync<PostgresException>(() => sleeping)).SqlState);
    }

    [Fact]
    public async Task A_role_ends_its_own_sessions_not_those_of_others_and_the_master_may()
    {
        await using var victim = await host.OpenAsync("app_readonly");
        await ActivityHost.RunAsync(victim, "SELECT 'private words'");
        var began = (await host.Reader.ReadAsync(ActivityHost.As("postgres"), default)).Find(victim.ProcessID)!.StartedAt!.Value;

        var refused = await Assert.ThrowsAsync<ProblemException>(() => host.Ends.TerminateAsync(ActivityHost.As("app_user"), victim.ProcessID, null, default));
        Assert.Equal((PostgresErrorCodes.InsufficientPrivilege, 403), (refused.Problem.Code, refused.Problem.Status));
        Assert.Contains("GRANT pg_signal_backend TO app_user;", refused.Problem.Sentence, StringComparison.Ordinal);
        // The same number, but another session: it had ended and the number was given away again.
        var missed = await Assert.ThrowsAsync<ProblemException>(() => host.Ends.TerminateAsync(ActivityHost.As("postgres"), victim.ProcessID, began.AddMilliseconds(-1), default));
        Assert.Equal("NoSuchSession", missed.Problem.Code);
        await ActivityHost.RunAsync(victim, "SELECT 1");

        await host.Ends.TerminateAsync(ActivityHost.As("postgres"), victim.ProcessID, began, default);

        await host.UntilAsync(ActivityHost.As("postgres"), seen => seen.Find(victim.ProcessID) is null);
        var records = (await host.Services.GetRequiredService<AuditTrail>().ReadAsync(ActivityHost.Ann, 50, default)).Where(record => record.Act == nameof(Act.EndSessions) && record.Details!["pid"] == victim.ProcessID.ToString()).ToList();
        Assert.Equal([("succeeded", "postgres"), ("failed", "postgres"), ("failed", "app_user")], records.Select(record => (record.State, record.Details!["as"])));
        Assert.Equal("app_readonly", records[0].Details!["role"]);
        Assert.DoesNotContain("private words", JsonSerializer.Serialize(records), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_not_signed_in_neither_looks_nor_ends()
    {
        var nobody = ActivityHost.As("postgres") with { Actor = Actor.Nobody };

        Assert.Equal(403, Assert.Throws<ProblemException>(() => host.Watch.Look(nobody, () => { })).Problem.Status);
        Assert.Equal(403, (await Assert.ThrowsAsync<ProblemException>(() => host.Reader.ReadAsync(nobody, default))).Problem.Status);
        Assert.Equal(403, (await Assert.ThrowsAsync<ProblemException>(() => host.Ends.TerminateAsync(nobody, 1, null, default))).Problem.Status);
    }

    [Fact]
    public async Task Two_pages_that_look_at_the_same_share_one_connection()
    {
        var key = ActivityHost.As("app_readonly");
        using var one = host.Watch.Look(key, () => { });
        using var two = host.Watch.Look(key, () => { });

        var seen = await one.LoadedAsync(default);

        Assert.Same(seen, await two.LoadedAsync(default));
        Assert.Single(seen.Sessions, session => session is { Role: "app_readonly", IsConsole: true });
    }

    [Fact]
    public async Task A_look_that_is_refused_says_why_in_the_value()
    {
        using var view = host.Watch.Look(ActivityHost.As("no_such_role"), () => { });

        var seen = await view.LoadedAsync(default);

        Assert.Equal(PostgresErrorCodes.InvalidPassword, seen.Problem?.Code);
        Assert.Null(seen.Looker);
    }

    [Fact]
    [Trait("Category", "NewestPostgres")]
    public async Task Statements_are_weighed_where_they_are_counted()
    {
        await using var busy = await host.OpenAsync("postgres");
        for (var run = 0; run < 25; run++)
            await ActivityHost.RunAsync(busy, "SELECT count(*) AS counted_often FROM slots");
        await ActivityHost.RunAsync(busy, "SELECT pg_sleep(0.6)");

        var byCalls = await host.Reader.ReadStatementsAsync(ActivityHost.As("postgres"), "calls", default);
        var byMean = await host.Reader.ReadStatementsAsync(ActivityHost.As("postgres"), "mean", default);

        Assert.Null(byCalls.Why);
        Assert.NotNull(byCalls.CountedSince);
        var often = Assert.Single(byCalls.Statements, statement => statement.Query?.Contains("counted_often", StringComparison.Ordinal) == true);
        Assert.Equal((25L, 25L, "postgres", "app"), (often.Calls, often.Rows, often.Role, often.Database));
        Assert.Equal(byCalls.Statements.Select(statement => statement.Calls).OrderDescending(), byCalls.Statements.Select(statement => statement.Calls));
        Assert.Equal(byMean.Statements.Select(statement => statement.MeanMs).OrderDescending(), byMean.Statements.Select(statement => statement.MeanMs));
        Assert.InRange(byMean.Statements.Sum(statement => statement.Share), 0.5, 1.001);
        Assert.Contains((await host.Reader.ReadStatementsAsync(ActivityHost.As("app_readonly"), "total", default)).Statements, statement => statement.Query is null);
    }

    [Fact]
    public async Task Without_the_extension_the_page_says_how_to_get_it_and_that_is_enough()
    {
        await using (var connection = await host.OpenAsync("postgres", "postgres"))
            await ActivityHost.RunAsync(connection, "CREATE DATABASE bare TEMPLATE template0");
        var missing = await host.Reader.ReadStatementsAsync(ActivityHost.As("postgres", "bare"), "total", default);

        Assert.Contains("not in this database", missing.Why, StringComparison.Ordinal);
        await using (var connection = await host.OpenAsync("postgres", "bare"))
            await Assert.ThrowsAsync<PostgresException>(() => ActivityHost.RunAsync(connection, "SELECT * FROM pg_stat_statements"));
        Assert.Equal("CREATE EXTENSION pg_stat_statements;", missing.Cure);
    }

    [Fact]
    public async Task Scripts_get_the_same_and_are_told_what_is_missing()
    {
        await using var victim = await host.OpenAsync("app_user");
        var list = await host.Client.GetFromJsonAsync<JsonElement>("/api/activity?cluster=us-east-1/demo&role=postgres&database=app");
        var session = list.GetProperty("sessions").EnumerateArray().Single(one => one.GetProperty("pid").GetInt32() == victim.ProcessID);

        Assert.Equal("idle", session.GetProperty("kind").GetString());
        Assert.NotEqual("", list.GetProperty("headline").GetString());
        using var unnamed = await host.Client.GetAsync("/api/activity?cluster=us-east-1/demo");
        Assert.Equal((HttpStatusCode.BadRequest, "role"), (unnamed.StatusCode, (await unnamed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString()));
        using var ended = await host.Client.PostAsJsonAsync("/api/activity/terminate", new { cluster = "us-east-1/demo", role = "postgres", pid = victim.ProcessID, startedAt = session.GetProperty("startedAt").GetString() });
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        await host.UntilAsync(ActivityHost.As("postgres"), seen => seen.Find(victim.ProcessID) is null);
        using var again = await host.Client.PostAsJsonAsync("/api/activity/cancel", new { cluster = "us-east-1/demo", role = "postgres", pid = victim.ProcessID });
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }
}
