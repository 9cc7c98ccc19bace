using Amazon.Runtime;
using AuroraConsole.Access;
using AuroraConsole.Audit;
using AuroraConsole.Aws;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Query;
using AuroraConsole.Query.Runs;
using AuroraConsole.Query.Sessions;
using AuroraConsole.Sandbox;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Tests.Postgres;
using AuroraConsole.Shared;
using AuroraConsole.Tests.AuthActivity;
using AuroraConsole.Tokens;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuroraConsole.Tests.Query;

/// <summary>The session and its token on a sandbox, whose gateway verifies tokens and whose clock can be moved.</summary>
public sealed class TokenExpiryTests : IAsyncLifetime
{
    private static readonly Actor Ann = new("ann", true);
    private readonly string _folder = Builds.NewDataPath();
    private readonly SandboxClock _clock = new();
    private SandboxHost? _sandbox;
    private ServiceProvider? _services;

    private QueryRuns Runs => _services!.GetRequiredService<QueryRuns>();

    private SessionState Session => _services!.GetRequiredService<QuerySessions>().Find(Ann, "tab")!;

    public async Task InitializeAsync()
    {
        _sandbox = await SandboxHost.StartAsync(
            new SandboxOptions { AwsUrl = "http://127.0.0.1:0", GatewayPort = FreePort(), DataPath = Path.Combine(_folder, "sandbox"), CreateSeconds = 0, ModifySeconds = 0, DeleteSeconds = 0 },
            NullLoggerFactory.Instance, default, _clock);
        _services = new ServiceCollection()
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddSingleton(new ConsoleOptions { DataPath = Path.Combine(_folder, "console") })
            .AddSingleton<TimeProvider>(_clock)
            .AddScoped<Toasts>()
            .AddSingleton<AuditTrail>()
            .AddSingleton<AccessControl>()
            .AddAws(new AwsOptions { ServiceUrl = _sandbox.AwsUrl }, new AwsCredentialSource(new BasicAWSCredentials("SANDBOX", "sandbox"), "test", ["us-east-1"]), new AwsTarget("Sandbox", IsLocal: true))
            .AddSingleton<FleetWatch>()
            .AddTokens().AddDatabase()
            .AddQuery(new ConfigurationManager())
            .BuildServiceProvider();
        var fleet = _services.GetRequiredService<FleetWatch>();
        using var look = fleet.Look(static () => { });
        await fleet.StartAsync(default);
        await AuthRoom.EventuallyAsync(() => fleet.Current.Find("us-east-1/demo") is { IsAvailable: true }, "the demo cluster");
    }

    public async Task DisposeAsync()
    {
        await Runs.DropAsync(Ann, "tab");
        await _services!.DisposeAsync();
        await _sandbox!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_token_that_expires_in_the_middle_of_a_query_ends_nothing_and_the_next_login_has_another()
    {
        await OkAsync("create temp table kept (n int)", "read-write");
        var first = Session.TokenExpiresAt!.Value;
        var run = Start("select pg_sleep(2), 'done'", "read-only");
        await AuthRoom.EventuallyAsync(() => run.State.Statements[0].Phase == RunPhase.Running, "the statement");

        _clock.Offset += TimeSpan.FromMinutes(20);
        await run.Finished;

        Assert.Null(run.State.FirstError);
        Assert.True(Session.TokenExpiresAt < _clock.GetUtcNow());
        // Still the same connection, past the end of its token.
        await OkAsync("select * from kept", "read-only");
        Assert.Equal(first, Session.TokenExpiresAt);

        await _services!.GetRequiredService<QuerySessions>().DisconnectAsync(Ann, "tab");
        await OkAsync("select 1", "read-only");
        Assert.True(Session.TokenExpiresAt > first + TimeSpan.FromMinutes(15));
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private QueryRun Start(string sql, string mode) => Runs.Start(Ann, new RunRequest("us-east-1/demo", "app", "app_user", sql, mode, Tab: "tab"));

    private async Task OkAsync(string sql, string mode)
    {
        var run = Start(sql, mode);
        await run.Finished.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Null(run.State.FirstError);
    }
}
