using System.Net.Sockets;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Aws;
using AuroraConsole.Sandbox.Gateway;
using AuroraConsole.Sandbox.Postgres;

namespace AuroraConsole.Sandbox;

/// <summary>A running sandbox: the AWS endpoint, the gateway, the databases and the demo traffic on one data path.</summary>
/// <remarks>The same within the console's process and alone. Disposing stops the databases; everything goes on at the next start.</remarks>
public sealed class SandboxHost : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _parts = new();
    private readonly SandboxClock _clock;

    private SandboxHost(SandboxOptions options, SandboxClock clock)
    {
        Options = options;
        _clock = clock;
        AwsUrl = options.AwsUrl;
        CaPath = Path.Combine(options.DataPath, "ca.pem");
    }

    /// <summary>The options it was started with; paths are absolute.</summary>
    public SandboxOptions Options { get; }

    /// <summary>Where the AWS endpoint listens, with the port that was free when the configured one is 0.</summary>
    public string AwsUrl { get; private set; }

    /// <summary>The certificate authority that clients verify against, PEM.</summary>
    public string CaPath { get; }

    /// <summary>Why databases cannot run here, with what to install; <c>null</c> when they can, or before that is known.</summary>
    public string? DatabasesUnavailable => Fleet?.Unavailable;

    /// <summary>The account's state.</summary>
    internal SandboxAccount Account { get; private set; } = null!;

    /// <summary>The databases; <c>null</c> when they are switched off.</summary>
    internal PostgresFleet? Fleet { get; private set; }

    /// <summary>Starts everything. Answers as soon as the ports are open; clusters that have to come up show it in their status.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <param name="clock">Its time, for a host that shares it; <c>null</c>: one of its own.</param>
    /// <exception cref="SandboxStartException">With a sentence: the data path is in use, a port is taken, a file cannot be read.</exception>
    public static async Task<SandboxHost> StartAsync(SandboxOptions options, ILoggerFactory loggers, CancellationToken cancellationToken, SandboxClock? clock = null)
    {
        var host = new SandboxHost(options.WithAbsolutePaths(), clock ?? new SandboxClock());
        try
        {
            await host.StartPartsAsync(loggers, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// For a process that runs nothing else, before its first socket: what a socket's event sets off runs at once instead of going by the
    /// pool, which halves the gateway's work. Not for one that reads sockets synchronously, as the console's queries do.
    /// </summary>
    internal static void OwnProcess() => Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
            await part.DisposeAsync();
    }

    private async Task StartPartsAsync(ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        Options.Check();
        AccountFiles.CreateDataPath(Options.DataPath);
        Keep(await DataPathLock.TakeAsync(Options.DataPath, cancellationToken));
        Account = Keep(new SandboxAccount(Options, _clock, loggers));
        var faults = new Faults();
        GatewayServer? gateway = null;
        if (Options.Databases)
        {
            Fleet = Keep(new PostgresFleet(Options, loggers) { Clock = _clock, ConnectionLimit = LimitOf });
            gateway = Keep(new GatewayServer(Options, AuthorityOf(Account, faults), Fleet, _clock, loggers));
            await OpenGatewayAsync(gateway, cancellationToken);
            Account.BeginStarting();
        }

        // Before anybody can ask: who is told that all is ready must find it.
        if (Account.IsNew)
            DemoCluster.Create(Account);
        var endpoint = new AwsEndpoint(Account, faults, loggers.CreateLogger<AwsEndpoint>());
        var control = new SandboxControl(Account, faults, endpoint.Services, Fleet, gateway);
        AwsUrl = Keep(await AwsListener.StartAsync(Options.AwsUrl, endpoint, control, gateway?.CaPem, loggers, cancellationToken)).Url;
        if (Fleet is not null)
            Keep(new PostgresLogExport(Account, Fleet, loggers.CreateLogger<PostgresLogExport>())).Start();
        var lifecycle = Keep(new ClusterLifecycle(Account, Options, Fleet, gateway, loggers.CreateLogger<ClusterLifecycle>()));
        lifecycle.Start();
        Keep(new AlarmWatch(Account, loggers.CreateLogger<AlarmWatch>())).Start();
        if (Fleet is not null)
            Keep(new ClusterMeter(Account, Fleet, loggers.CreateLogger<ClusterMeter>())).Start();
        if (Options is { Databases: true, DemoTraffic: true })
            Keep(new DemoTraffic(Account, CaPath, loggers.CreateLogger<DemoTraffic>())).Start();
    }

    private int? LimitOf(string resourceId) =>
        Account.State.Clusters.FirstOrDefault(c => c.ResourceId == resourceId) is { } cluster ? ConnectionLimit.Of(cluster) : null;

    private async Task OpenGatewayAsync(GatewayServer gateway, CancellationToken cancellationToken)
    {
        try
        {
            await gateway.StartAsync(cancellationToken);
        }
        catch (SocketException e)
        {
            throw new SandboxStartException(
                $"The sandbox's gateway cannot listen on port {Options.GatewayPort} ({e.Message}). Stop the program that has it, or choose another with --Sandbox:GatewayPort=N.", e);
        }
    }

    private static GatewayAuthority AuthorityOf(SandboxAccount account, Faults faults) => new(
        account.RouteOfPort,
        account.RouteOfHost,
        account.Iam.Find,
        account.Iam.IsAllowed,
        account.RecordLogin,
        faults.TakeForLogin);

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Push(part);
        return part;
    }
}
