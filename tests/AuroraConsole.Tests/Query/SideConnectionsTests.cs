using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Query.Sessions;
using AuroraConsole.Shared;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AuroraConsole.Tests.Query;

[Collection(nameof(QueryHost))]
public sealed class SideConnectionsTests(QueryHost host)
{
    [Fact]
    public async Task A_connection_that_the_server_ended_meanwhile_is_replaced_without_a_word()
    {
        var first = await ReadAsync("select pg_backend_pid()");
        await host.Postgres.PsqlAsync($"select pg_terminate_backend({first}, 5000)");

        Assert.NotEqual(first, await ReadAsync("select pg_backend_pid()"));
    }

    [Theory]
    [InlineData("select 1 / 0", "22012", "postgres did not answer: division by zero")]
    [InlineData("set local statement_timeout = 10; select pg_sleep(5)", "57014", "postgres did not answer within 15 s")]
    [InlineData("select pg_terminate_backend(pg_backend_pid())", "ConnectionLost", "The connection to postgres ended")]
    public async Task What_the_server_says_or_does_is_explained(string sql, string code, string sentence)
    {
        var said = await Assert.ThrowsAsync<ProblemException>(() => ReadAsync(sql));

        Assert.Equal((code, 502), (said.Problem.Code, said.Problem.Status));
        Assert.StartsWith(sentence, said.Problem.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_tab_of_a_place_that_disconnects_takes_it_along()
    {
        await host.Postgres.PsqlAsync("create role beside login");
        var (one, two) = ($"one-{Guid.NewGuid():N}", $"two-{Guid.NewGuid():N}");
        foreach (var tab in (string[])[one, two])
            await host.RunAsync(QueryHost.Request("select 1", role: "beside", tab: tab));
        await ReadAsync("select 1", "beside");
        var sessions = host.Services.GetRequiredService<QuerySessions>();

        await sessions.DisconnectAsync(QueryHost.Ann, one);
        Assert.Equal("2", await CountAsync(wanted: "2"));
        await sessions.DropAsync(QueryHost.Ann, two);
        Assert.Equal("0", await CountAsync(wanted: "0"));

        // The server takes a moment to see that its client is gone.
        async Task<string> CountAsync(string wanted)
        {
            for (var tries = 0; ; tries++)
            {
                var count = await host.Postgres.PsqlAsync("select count(*) from pg_stat_activity where usename = 'beside'");
                if (count == wanted || tries == 50)
                    return count;
                await Task.Delay(100);
            }
        }
    }

    private async Task<object?> ReadAsync(string sql, string role = "app_user") => await host.Services.GetRequiredService<SideConnections>().UseAsync(
        QueryHost.Ann, await host.Services.GetRequiredService<FleetWatch>().GetAsync(QueryHost.Key, fresh: false, default), "postgres", role, "test", async (connection, stop) =>
        {
            await using var batch = new NpgsqlBatch(connection);
            foreach (var statement in sql.Split("; "))
                batch.BatchCommands.Add(new(statement));
            return await batch.ExecuteScalarAsync(stop);
        }, CancellationToken.None);
}
