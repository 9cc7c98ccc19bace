using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.RDS.Model;
using Amazon.Runtime;
using AuroraConsole.Access;
using AuroraConsole.Audit;
using AuroraConsole.AuthActivity;
using AuroraConsole.Aws;
using AuroraConsole.Checks;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Sandbox;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Tests.Postgres;
using AuroraConsole.Shared;
using AuroraConsole.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuroraConsole.Tests.AuthActivity;

/// <summary>The room on a real sandbox, whose demo traffic is a good and a bad login soon after the start.</summary>
public sealed class AuthRoom : IAsyncLifetime
{
    public const string Demo = "us-east-1/demo";
    public static readonly Actor Ann = new("ann", true);
    private readonly string _folder = Builds.NewDataPath();
    private SandboxHost? _sandbox;
    private AwsInBetween? _between;
    private ServiceProvider? _services;

    public IServiceProvider Services => _services!;

    /// <summary>Stands before the sandbox: counts, and refuses when told.</summary>
    internal AwsInBetween Between => _between!;

    /// <summary>The account behind it.</summary>
    internal SandboxAccount Account => _sandbox!.Account;

    public AuthWatch Watch => Services.GetRequiredService<AuthWatch>();

    public FleetWatch Fleet => Services.GetRequiredService<FleetWatch>();

    public async Task InitializeAsync()
    {
        _sandbox = await SandboxHost.StartAsync(
            new SandboxOptions { AwsUrl = "http://127.0.0.1:0", GatewayPort = FreePort(), DataPath = Path.Combine(_folder, "sandbox"), CreateSeconds = 0, ModifySeconds = 0, DeleteSeconds = 0 },
            NullLoggerFactory.Instance, default);
        _between = await AwsInBetween.StartAsync(_sandbox.AwsUrl);
        _services = ServicesOf("SANDBOX");
        using var look = Fleet.Look(static () => { });
        await Fleet.StartAsync(default);
        await EventuallyAsync(() => Fleet.Current.Find(Demo) is { IsAvailable: true }, "the demo cluster");
    }

    public async Task DisposeAsync()
    {
        await _services!.DisposeAsync();
        await _between!.DisposeAsync();
        await _sandbox!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The console's services, signing with a key of the sandbox.</summary>
    public ServiceProvider ServicesOf(string key) => new ServiceCollection()
        .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
        .AddSingleton(new ConsoleOptions { DataPath = Path.Combine(_folder, $"console-{key}") })
        .AddSingleton(TimeProvider.System)
        .AddScoped<Toasts>()
        .AddSingleton<AuditTrail>()
        .AddSingleton<AccessControl>()
        .AddAws(new AwsOptions { ServiceUrl = _between!.Url }, new AwsCredentialSource(new BasicAWSCredentials(key, "sandbox"), "test", ["us-east-1"]), new AwsTarget("Sandbox", IsLocal: true))
        .AddSingleton<FleetWatch>()
        .AddTokens().AddDatabase().AddChecks()
        .AddAuthActivity()
        .BuildServiceProvider();

    /// <summary>Gives a role of the sandbox's IAM one policy that allows logins on these resources.</summary>
    public async Task AllowAsync(string role, params string[] resources)
    {
        using var http = new HttpClient();
        var document = JsonNode.Parse(await http.GetStringAsync($"{_sandbox!.AwsUrl}/_sandbox/iam"))!;
        var roles = document["Roles"]!.AsArray();
        if (roles.FirstOrDefault(known => (string?)known!["RoleName"] == role) is { } before)
            roles.Remove(before);
        roles.Add(new JsonObject
        {
            ["RoleName"] = role,
            ["AssumeRolePolicyDocument"] = JsonNode.Parse("""{"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::000000000000:root"},"Action":"sts:AssumeRole"}}"""),
            ["Policies"] = new JsonArray(new JsonObject { ["PolicyName"] = "login", ["PolicyDocument"] = JsonNode.Parse(LoginPolicy.Statement(resources)) }),
        });
        using var body = new StringContent(document.ToJsonString(), Encoding.UTF8, "application/json");
        (await http.PutAsync(new Uri($"{_sandbox.AwsUrl}/_sandbox/iam"), body)).EnsureSuccessStatusCode();
    }

    /// <summary>Deletes the demo cluster as somebody at AWS might: its metrics and its log stay.</summary>
    public async Task DeleteDemoAsync()
    {
        var rds = Services.GetRequiredService<AwsClients>().Rds("us-east-1");
        foreach (var member in Fleet.Current.Find(Demo)!.Members)
            await rds.DeleteDBInstanceAsync(new DeleteDBInstanceRequest { DBInstanceIdentifier = member.Id });
        await rds.DeleteDBClusterAsync(new DeleteDBClusterRequest { DBClusterIdentifier = "demo", SkipFinalSnapshot = true });
        for (var tries = 0; Fleet.Current.Find(Demo) is not null; tries++)
        {
            Assert.True(tries < 600, "the demo cluster did not go");
            await Task.Delay(100);
            await Fleet.RefreshAsync(default);
        }
    }

    /// <summary>Switches the export of the demo's error log off, as somebody at AWS might.</summary>
    public async Task StopExportAsync()
    {
        await Services.GetRequiredService<AwsClients>().Rds("us-east-1").ModifyDBClusterAsync(
            new ModifyDBClusterRequest { DBClusterIdentifier = "demo", CloudwatchLogsExportConfiguration = new CloudwatchLogsExportConfiguration { DisableLogTypes = [AuthLogReader.LogType] } });
        await Fleet.RefreshAsync(default);
    }

    /// <summary>Waits, generously, for what the traffic of the demo brings about.</summary>
    public static async Task EventuallyAsync(Func<bool> done, string what)
    {
        for (var tries = 0; !done(); tries++)
        {
            Assert.True(tries < 1200, $"{what} did not happen within a minute");
            await Task.Delay(50);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
