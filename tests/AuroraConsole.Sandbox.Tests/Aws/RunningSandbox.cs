using System.Net;
using System.Net.Sockets;
using System.Text;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Tests.Gateway;
using AuroraConsole.Sandbox.Tests.Postgres;

namespace AuroraConsole.Sandbox.Tests.Aws;

/// <summary>A real sandbox on ports of its own. Without databases unless asked: the API alone starts in milliseconds.</summary>
internal sealed class RunningSandbox : IAsyncDisposable
{
    private readonly HttpClient _http = new();

    private RunningSandbox(SandboxHost host, CapturedLog log) => (Host, Log) = (host, log);

    public SandboxHost Host { get; private set; }
    public CapturedLog Log { get; }
    public SandboxAccount Account => Host.Account;
    public SandboxClock Clock => Account.Clock;

    public static async Task<RunningSandbox> StartAsync(Action<SandboxOptions>? configure = null)
    {
        var options = new SandboxOptions
        {
            AwsUrl = "http://127.0.0.1:0",
            DataPath = Builds.NewDataPath(),
            GatewayPort = FreePort(),
            Databases = false,
            DemoTraffic = false,
            CreateSeconds = 0,
            ModifySeconds = 0,
            DeleteSeconds = 0,
        };
        configure?.Invoke(options);
        var log = new CapturedLog();
        return new RunningSandbox(await SandboxHost.StartAsync(options, log, default), log);
    }

    public async Task StopAsync() => await Host.DisposeAsync();

    /// <summary>Ends it and starts it again on the same data.</summary>
    public async Task RestartAsync()
    {
        await Host.DisposeAsync();
        Host = await SandboxHost.StartAsync(Host.Options, Log, default);
    }

    public Task<AwsAnswer> RdsAsync(string action, params (string Name, string Value)[] parameters) => Query("rds", "2014-10-31", action, parameters).SendAsync(_http);

    public Task<AwsAnswer> RdsInAsync(string region, string action, params (string Name, string Value)[] parameters) =>
        (Query("rds", "2014-10-31", action, parameters) with { Region = region }).SendAsync(_http);

    public Task<AwsAnswer> SendAsync(SignedRequest request) => request.SendAsync(_http);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _http.SendAsync(request);

    public SignedRequest Query(string service, string version, string action, params (string Name, string Value)[] parameters) =>
        Query(Host.AwsUrl, service, version, action, parameters);

    public static SignedRequest Query(string awsUrl, string service, string version, string action, params (string Name, string Value)[] parameters)
    {
        var form = string.Join('&', parameters.Prepend(("Version", version)).Prepend(("Action", action)).Select(p => $"{Uri.EscapeDataString(p.Item1)}={Uri.EscapeDataString(p.Item2)}"));
        return new SignedRequest
        {
            Url = awsUrl + "/",
            Service = service,
            Body = Encoding.UTF8.GetBytes(form),
            Headers = new() { ["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8" },
        };
    }

    public SignedRequest CloudWatch(string operation, string json) => Json("monitoring", "GraniteServiceVersion20100801." + operation, "application/x-amz-json-1.0", json);

    public SignedRequest Logs(string operation, string json) => Json("logs", "Logs_20140328." + operation, "application/x-amz-json-1.1", json);

    public Task<AwsAnswer> CreateExpressAsync(string id, params (string Name, string Value)[] more) =>
        RdsAsync("CreateDBCluster", [("DBClusterIdentifier", id), ("Engine", "aurora-postgresql"), ("WithExpressConfiguration", "true"), .. more]);

    /// <summary>Waits until the cluster has that status; <c>null</c>: until it is gone.</summary>
    public async Task<AwsAnswer> UntilAsync(string id, string? status)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var answer = await RdsAsync("DescribeDBClusters", ("DBClusterIdentifier", id));
            if (status is null ? answer.Status == 404 : answer.Status == 200 && answer.One("Status") == status)
                return answer;
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>Waits until that is so.</summary>
    public static async Task UntilAsync(Func<bool> done)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!done()) await Task.Delay(20, limit.Token);
    }

    public async Task<AwsAnswer> AvailableAsync(string id, params (string Name, string Value)[] more)
    {
        (await CreateExpressAsync(id, more)).Ok();
        return await UntilAsync(id, "available");
    }

    public DatabaseRoute RouteOf(string id) => Account.RouteOfPort(Account.State.Find("us-east-1", id)!.Port)!;

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _http.Dispose();
        Directory.Delete(Host.Options.DataPath, recursive: true);
    }

    public static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    private SignedRequest Json(string service, string target, string contentType, string json) => new()
    {
        Url = Host.AwsUrl + "/",
        Service = service,
        Body = Encoding.UTF8.GetBytes(json),
        Headers = new() { ["Content-Type"] = contentType, ["X-Amz-Target"] = target },
    };
}
