using Amazon.Runtime;
using AuroraConsole.Access;
using AuroraConsole.Audit;
using AuroraConsole.AuthActivity;
using AuroraConsole.AuthActivity.Alarms;
using AuroraConsole.Aws;
using AuroraConsole.Fleet;
using AuroraConsole.Sandbox;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using AlarmWatch = AuroraConsole.AuthActivity.Alarms.AlarmWatch;

namespace AuroraConsole.Tests.AuthActivity.Alarms;

/// <summary>Alarms on a sandbox account without databases: logins are counted as its gateway would, and its clock is the console's.</summary>
public sealed class AlarmRoom : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("alarm-room-").FullName;
    private SandboxHost? _sandbox;
    private ServiceProvider? _services;

    public static Actor Ann => AuthRoom.Ann;

    public ServiceProvider Services => _services!;

    public LoginAlarms Alarms => Services.GetRequiredService<LoginAlarms>();

    public AlarmWatch Watch => Services.GetRequiredService<AlarmWatch>();

    public AuditTrail Trail => Services.GetRequiredService<AuditTrail>();

    public AuroraConsole.Fleet.Cluster Demo => Services.GetRequiredService<FleetWatch>().Current.Find(AuthRoom.Demo)!;

    public AwsClients Aws => Services.GetRequiredService<AwsClients>();

    public string AwsUrl => _sandbox!.AwsUrl;

    internal SandboxAccount Account => _sandbox!.Account;

    public async Task InitializeAsync()
    {
        _sandbox = await SandboxHost.StartAsync(
            new SandboxOptions { AwsUrl = "http://127.0.0.1:0", DataPath = Path.Combine(_folder, "sandbox"), Databases = false, DemoTraffic = false, CreateSeconds = 0, ModifySeconds = 0, DeleteSeconds = 0 },
            NullLoggerFactory.Instance, default);
        _services = House(_sandbox.AwsUrl, "SANDBOX");
        await AuthRoom.EventuallyAsync(() => Services.GetRequiredService<FleetWatch>().RefreshAsync(default).GetAwaiter().GetResult().Find(AuthRoom.Demo) is { IsAvailable: true }, "the demo cluster");
    }

    public async Task DisposeAsync()
    {
        await Services.DisposeAsync();
        await _sandbox!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The room's services against an endpoint, signed by a key.</summary>
    public ServiceProvider House(string url, string key) => new ServiceCollection()
        .AddLogging()
        .AddSingleton(new ConsoleOptions { DataPath = Path.Combine(_folder, Guid.NewGuid().ToString("N")) })
        .AddSingleton<TimeProvider>(Account.Clock)
        .AddScoped<Toasts>()
        .AddAudit()
        .AddSingleton<AccessControl>()
        .AddAws(new AwsOptions { ServiceUrl = url }, new AwsCredentialSource(new BasicAWSCredentials(key, "sandbox"), "test", ["us-east-1"]), new AwsTarget("Sandbox", IsLocal: true))
        .AddSingleton<FleetWatch>()
        .AddAuthActivity()
        .BuildServiceProvider();

    /// <summary>Counts failed logins at a time, as the gateway would.</summary>
    internal void Fail(DateTimeOffset at, LoginMetric cause, int times) => Account.Metrics.Record(at,
        from metric in new[] { LoginMetric.Requests, LoginMetric.Failure, cause }
        from _ in Enumerable.Range(0, times)
        select (new MetricKey("us-east-1", metric.AwsName(), LoginDimensions.ByCluster, "demo"), 1.0));

    /// <summary>An order for demo.</summary>
    internal AlarmOrder Order(LoginMetric metric, string name, params string[] topics) =>
        AlarmOrder.Usual(Demo, metric, new LoginDimensions(new HashSet<string> { "demo" }, new HashSet<string>()), topics) with { Name = name };

    /// <summary>The alarms as they are listed now.</summary>
    internal async Task<IReadOnlyList<LoginAlarm>> ListAsync()
    {
        using var view = Watch.Look(Ann, static () => { });
        var before = view.Current;
        Watch.Hurry();
        if (before is null)
            return (await view.LoadedAsync(default)).Alarms;
        await AuthRoom.EventuallyAsync(() => !ReferenceEquals(view.Current, before), "a new list of alarms");
        return view.Current!.Alarms;
    }

    /// <summary>Waits until an alarm, as listed, is as wanted.</summary>
    internal async Task<LoginAlarm> UntilAsync(string name, Func<LoginAlarm, bool> wanted)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            if ((await ListAsync()).FirstOrDefault(alarm => alarm.Name == name) is { } found && wanted(found))
                return found;
            await Task.Delay(100);
        }

        throw new InvalidOperationException($"The alarm {name} did not become what was waited for.");
    }
}
