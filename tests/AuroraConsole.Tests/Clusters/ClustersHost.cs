using Amazon.Runtime;
using AuroraConsole.Access;
using AuroraConsole.Audit;
using AuroraConsole.AuthActivity;
using AuroraConsole.Aws;
using AuroraConsole.Clusters;
using AuroraConsole.Clusters.Operations;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Sandbox;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Shared;
using AuroraConsole.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuroraConsole.Tests.Clusters;

/// <summary>The room and its API as the console runs them, on a sandbox account of their own without databases; every request is signed and sent.</summary>
public sealed class ClustersHost : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clusters-").FullName;
    private SandboxHost? _sandbox;
    private WebApplication? _app;

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => _app!.Services;

    public async Task InitializeAsync()
    {
        _sandbox = await SandboxHost.StartAsync(
            new SandboxOptions { AwsUrl = "http://127.0.0.1:0", DataPath = Path.Combine(_folder, "sandbox"), Databases = false, DemoTraffic = false, CreateSeconds = 0, ModifySeconds = 0, DeleteSeconds = 0 },
            NullLoggerFactory.Instance, CancellationToken.None);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services
            .AddSingleton(new ConsoleOptions { DataPath = Path.Combine(_folder, "console") })
            .AddSingleton(TimeProvider.System)
            .AddScoped<Toasts>()
            .AddAudit()
            .AddAccess(new AccessOptions { Urls = ["http://127.0.0.1:0"] })
            .AddAws(new AwsOptions { ServiceUrl = _sandbox.AwsUrl }, new AwsCredentialSource(new BasicAWSCredentials("SANDBOX", "sandbox"), "test", ["us-east-1"]), new AwsTarget("Sandbox", IsLocal: true))
            .AddFleet().AddTokens().AddDatabase().AddAuthActivity().AddClusters()
            .AddSingleton(new OperationPace(TimeSpan.FromMilliseconds(20), TimeSpan.FromMinutes(1)))
            .AddRouting();
        _app = builder.Build();
        _app.UseAccess();
        _app.UseAntiforgery();
        _app.MapClusters();
        await _app.StartAsync();
        Client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await _app!.DisposeAsync();
        await _sandbox!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Waits until no operation runs at the cluster.</summary>
    public async Task<ClusterOperation> EndedAsync(string key)
    {
        var operations = Services.GetRequiredService<ClusterOperations>();
        var limit = DateTime.UtcNow.AddSeconds(60);
        while (operations.Latest(key) is not { IsRunning: false })
        {
            Assert.True(DateTime.UtcNow < limit, operations.Latest(key)?.CurrentStep.ToString());
            await Task.Delay(10);
        }

        return operations.Latest(key)!;
    }
}
