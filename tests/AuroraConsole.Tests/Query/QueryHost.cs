using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.Runtime;
using AuroraConsole.Access;
using AuroraConsole.Audit;
using AuroraConsole.Aws;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Query;
using AuroraConsole.Query.Results;
using AuroraConsole.Query.Runs;
using AuroraConsole.Shared;
using AuroraConsole.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuroraConsole.Tests.Query;

/// <summary>
/// The query room as it is, on a real PostgreSQL. AWS is one answer to DescribeDBClusters that names the server as cluster
/// <c>us-east-1/demo</c>; who acts is named by the header <c>X-Actor</c>.
/// </summary>
public sealed class QueryHost : IAsyncLifetime
{
    public const string Key = "us-east-1/demo";
    public static readonly Actor Ann = new("ann", true);
    public static readonly Actor Ben = new("ben", true);
    private WebApplication? _aws;
    private WebApplication? _app;

    public PostgresServer Postgres { get; } = new();

    public string DataPath { get; } = Path.Combine(Path.GetTempPath(), $"ac-query-host-{Guid.NewGuid():N}");

    public QueryRuns Runs => _app!.Services.GetRequiredService<QueryRuns>();

    public IServiceProvider Services => _app!.Services;

    public QueryOptions Options { get; } = new();

    /// <summary>Stands before the server when set before the start.</summary>
    internal CuttableProxy? Proxy { get; init; }

    private int ClusterPort => Proxy?.Port ?? Postgres.Port;

    public async Task InitializeAsync()
    {
        await Postgres.InitializeAsync();
        Proxy?.Start(Postgres.Port);
        _aws = Web();
        _aws.MapPost("/", () => Microsoft.AspNetCore.Http.Results.Text(Describe, "text/xml"));
        _aws.MapGet("/ca.pem", () => Postgres.CertificatePem);
        await _aws.StartAsync();
        _app = Web(services =>
        {
            var aws = new AwsOptions { ServiceUrl = _aws.Urls.First() };
            services.AddSingleton(new ConsoleOptions { DataPath = DataPath }).AddSingleton(TimeProvider.System).AddSingleton<AuditTrail>().AddSingleton<AccessControl>()
                .AddAws(aws, new AwsCredentialSource(new BasicAWSCredentials("SANDBOX", "sandbox"), "test", ["us-east-1"]), new AwsTarget("Sandbox", IsLocal: true))
                .AddFleet().AddTokens().AddDatabase();
            services.AddQuery(new Microsoft.Extensions.Configuration.ConfigurationManager());
            services.AddSingleton(Options);
        });
        _app.Use(async (context, next) =>
        {
            if (context.Request.Headers["X-Actor"] is [{ } name])
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], "test"));
            try
            {
                await next(context);
            }
            catch (ProblemException error)
            {
                await error.Problem.ToResult().ExecuteAsync(context);
            }
        });
        _app.MapQuery();
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app!.DisposeAsync();
        await _aws!.DisposeAsync();
        if (Proxy is not null)
            await Proxy.DisposeAsync();
        await Postgres.DisposeAsync();
        Directory.Delete(DataPath, recursive: true);
    }

    public HttpClient Client(Actor actor)
    {
        var client = new HttpClient { BaseAddress = new Uri(_app!.Urls.First()) };
        client.DefaultRequestHeaders.Add("X-Actor", actor.Name);
        return client;
    }

    public static RunRequest Request(string sql, string role = "app_user", string mode = "read-only", int? timeout = null, int? rows = null, string? tab = null) =>
        new(Key, "postgres", role, sql, mode, timeout, rows, Tab: tab, Confirmed: true);

    /// <summary>Runs to the end as Ann.</summary>
    public async Task<QueryRun> RunAsync(RunRequest request)
    {
        var run = Runs.Start(Ann, request);
        await run.Finished.WaitAsync(TimeSpan.FromMinutes(2));
        return run;
    }

    /// <summary>The rows of a result, all of them, by HTTP.</summary>
    public async Task<List<string?[]>> RowsAsync(StatementState statement, Actor? actor = null)
    {
        using var client = Client(actor ?? Ann);
        var rows = new List<string?[]>();
        while (true)
        {
            var window = await client.GetFromJsonAsync<JsonElement>($"/api/query/results/{statement.Result!.Id}/rows?from={rows.Count}&count=1000");
            var got = window.GetProperty("rows").EnumerateArray().Select(row => row.EnumerateArray().Select(Cell).ToArray()).ToList();
            rows.AddRange(got);
            if (got.Count == 0)
                return rows;
        }
    }

    private static string? Cell(JsonElement cell) => cell.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Array => $"{cell[0].GetString()}…{cell[1].GetInt64()}",
        _ => cell.GetString(),
    };

    private static WebApplication Web(Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        services?.Invoke(builder.Services);
        return builder.Build();
    }

    private string Describe => $"""
        <DescribeDBClustersResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><DescribeDBClustersResult><DBClusters><DBCluster>
        <DBClusterIdentifier>demo</DBClusterIdentifier><Engine>aurora-postgresql</Engine><Status>available</Status><Endpoint>localhost</Endpoint><Port>{ClusterPort}</Port>
        <DbClusterResourceId>cluster-TEST</DbClusterResourceId><MasterUsername>postgres</MasterUsername>
        </DBCluster></DBClusters></DescribeDBClustersResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></DescribeDBClustersResponse>
        """;
}

/// <summary>One host for the classes that only read from it or use tabs of their own.</summary>
[CollectionDefinition(nameof(QueryHost))]
public sealed class QueryHostCollection : ICollectionFixture<QueryHost>;
