using System.Security.Claims;
using AuroraConsole.Access;
using AuroraConsole.Activity;
using AuroraConsole.Database;
using AuroraConsole.Shared;
using AuroraConsole.Tests.Connect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AuroraConsole.Tests.Activity;

/// <summary>The room as it is, with its API, on a sandbox's databases: postgres is in rds_superuser, app_user and app_readonly are not.</summary>
public sealed class ActivityHost : IAsyncLifetime
{
    public static readonly Actor Ann = SandboxedRooms.Ann;
    private readonly RoomsOnFoundPostgres _rooms = new();
    private WebApplication? _app;

    public SandboxedRooms Rooms => _rooms;

    public IServiceProvider Services => _app!.Services;

    public ActivityReader Reader => Services.GetRequiredService<ActivityReader>();

    public SessionEnds Ends => Services.GetRequiredService<SessionEnds>();

    public ActivityWatch Watch => Services.GetRequiredService<ActivityWatch>();

    public HttpClient Client { get; private set; } = null!;

    public static ActivityKey As(string role, string database = "app") => new(Ann, SandboxedRooms.Demo, database, role);

    public async Task InitializeAsync()
    {
        await _rooms.InitializeAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _rooms.AddTo(builder.Services);
        builder.Services.AddSingleton(TimeProvider.System).AddActivity();
        _app = builder.Build();
        _app.Use(async (context, next) =>
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, Ann.Name)], "test"));
            try
            {
                await next(context);
            }
            catch (ProblemException error)
            {
                await error.Problem.ToResult().ExecuteAsync(context);
            }
        });
        _app.MapActivity();
        await _app.StartAsync();
        Client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        await using var connection = await OpenAsync("postgres");
        await RunAsync(connection, "CREATE TABLE public.slots (id int PRIMARY KEY, n int); INSERT INTO public.slots SELECT n, 0 FROM generate_series(1, 9) n; GRANT SELECT, UPDATE ON public.slots TO app_user");
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await _app!.DisposeAsync();
        await _rooms.DisposeAsync();
    }

    /// <summary>A session of somebody's own.</summary>
    public async Task<NpgsqlConnection> OpenAsync(string role, string database = "app") =>
        (await Services.GetRequiredService<DatabaseConnector>().LoginAsync(Ann, await _rooms.DemoAsync(), database, role, "test", CancellationToken.None)).Connection;

    public static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        foreach (var statement in sql.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Looks until it is so.</summary>
    public async Task<ActivitySnapshot> UntilAsync(ActivityKey key, Func<ActivitySnapshot, bool> isSo)
    {
        for (var tries = 0; ; tries++)
        {
            var snapshot = await Reader.ReadAsync(key, CancellationToken.None);
            if (isSo(snapshot))
                return snapshot;
            Assert.True(tries < 200, "it never came to be so");
            await Task.Delay(50);
        }
    }
}

[CollectionDefinition(nameof(ActivityHost))]
public sealed class ActivityHostCollection : ICollectionFixture<ActivityHost>;
