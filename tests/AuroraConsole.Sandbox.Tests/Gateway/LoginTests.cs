using AuroraConsole.Sandbox.Account;
using Npgsql;

namespace AuroraConsole.Sandbox.Tests.Gateway;

[Collection("gateway")]
public sealed class LoginTests(RunningGateway gateway)
{
    private string PsqlTo(string user, string rest = "sslmode=verify-full") => $"host=localhost port={gateway.Route.Port} dbname=app user={user} sslrootcert={gateway.CaFile} {rest}";

    [Fact]
    public async Task Psql_logs_in_with_a_token_and_verify_full()
    {
        gateway.TakeLogins();
        var (exit, output, errors) = await Psql.RunAsync(PsqlTo("app_user"), gateway.Token("app_user"), "select current_user, count(*) > 3000 from orders");
        Assert.Equal((0, "app_user|t", ""), (exit, output, errors));
        Assert.Equal([("app_user", LoginOutcome.Success, RunningGateway.Arn + "sandbox")], gateway.TakeLogins());
    }

    [Fact]
    public async Task Npgsql_logs_in_with_a_token_and_verify_full()
    {
        await using var connection = await gateway.OpenAsync("app_user");
        await using var command = new NpgsqlCommand("select current_user::text", connection);
        Assert.Equal("app_user", await command.ExecuteScalarAsync());
    }
}

[CollectionDefinition("gateway")]
public sealed class GatewayCollection : ICollectionFixture<RunningGateway>;
