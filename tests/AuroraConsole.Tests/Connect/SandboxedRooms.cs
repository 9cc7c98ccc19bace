using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using AuroraConsole.Access;
using AuroraConsole.Audit;
using AuroraConsole.Aws;
using AuroraConsole.Checks;
using AuroraConsole.Connect;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Sandbox;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Tests.Postgres;
using AuroraConsole.Shared;
using AuroraConsole.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuroraConsole.Tests.Connect;

/// <summary>The Connect room and those below it on a real sandbox account: its AWS endpoint, and databases behind it where a build is named.</summary>
public class SandboxedRooms : IAsyncLifetime
{
    public const string Demo = "us-east-1/demo";
    public const string SigningRole = "arn:aws:iam::000000000000:role/sandbox-app";
    public const string NoRole = "arn:aws:iam::000000000000:role/team/not-there";
    public static readonly Actor Ann = new("ann", true);
    private readonly string _folder = Directory.CreateTempSubdirectory("connect-").FullName;
    private SandboxHost? _sandbox;
    private ServiceProvider? _services;
    private string _sandboxPath = "";

    /// <summary>Of <see cref="Builds"/>; <c>null</c>: no databases.</summary>
    protected virtual string? Build => null;

    public string DataPath => Path.Combine(_folder, "console");

    public IServiceProvider Services => _services!;

    public TokenDesk Desk => Services.GetRequiredService<TokenDesk>();

    public TokenMinter Minter => Services.GetRequiredService<TokenMinter>();

    public AuditTrail Trail => Services.GetRequiredService<AuditTrail>();

    public FleetWatch Fleet => Services.GetRequiredService<FleetWatch>();

    public EndingCredentials Credentials { get; } = new();

    public TurnableTime Time { get; } = new();

    public async Task InitializeAsync()
    {
        _sandboxPath = Build is null ? Path.Combine(_folder, "sandbox") : Builds.NewDataPath();
        _sandbox = await SandboxHost.StartAsync(
            new SandboxOptions { AwsUrl = "http://127.0.0.1:0", DataPath = _sandboxPath, GatewayPort = FreePort(), Databases = Build is not null, PostgresBin = Build is null ? null : await Builds.BinAsync(Build), DemoTraffic = false, CreateSeconds = 0, ModifySeconds = 0, DeleteSeconds = 0 },
            NullLoggerFactory.Instance, CancellationToken.None);
        var services = new ServiceCollection();
        AddTo(services);
        _services = services.BuildServiceProvider();
        for (var tries = 0; (await Fleet.RefreshAsync(CancellationToken.None)).Find(Demo)?.IsAvailable != true; tries++)
        {
            Assert.True(tries < 600, "demo never became available");
            await Task.Delay(50);
        }
    }

    public async Task DisposeAsync()
    {
        await _services!.DisposeAsync();
        await _sandbox!.DisposeAsync();
        if (Build is not null)
            Builds.Remove(_sandboxPath);
        Directory.Delete(_folder, recursive: true);
    }

    public void AddTo(IServiceCollection services)
    {
        services
            .AddLogging()
            .AddSingleton(new ConsoleOptions { DataPath = DataPath })
            .AddSingleton<TimeProvider>(Time)
            .AddAudit()
            .AddSingleton<AccessControl>()
            .AddAws(new AwsOptions { ServiceUrl = _sandbox!.AwsUrl, SigningRoles = { SigningRole, NoRole } }, new AwsCredentialSource(Credentials, "a test's key", ["us-east-1"]), new AwsTarget("Sandbox", IsLocal: true))
            .AddFleet().AddTokens().AddDatabase().AddChecks().AddConnect();
        // A sandbox without databases has no authority to hand out.
        if (Build is null)
            services.AddSingleton(provider => new DatabaseTrust(new AwsOptions { ServiceUrl = _sandbox!.AwsUrl }, provider.GetRequiredService<ConsoleOptions>(), new HttpClient(new SomeAuthority())));
    }

    public Task<AuroraConsole.Fleet.Cluster> DemoAsync() => Fleet.GetAsync(Demo, fresh: false, CancellationToken.None);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>Answers every request with a certificate.</summary>
internal sealed class SomeAuthority : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(certificate.ExportCertificatePem()) });
    }
}

/// <summary>The sandbox's key, as a session that may end.</summary>
public sealed class EndingCredentials : AWSCredentials
{
    public DateTime? EndsAt { get; set; }

    public override DateTime? Expiration => EndsAt;

    public override ImmutableCredentials GetCredentials() => new("SANDBOX", "sandbox", null);
}

/// <summary>Real time plus an offset; its timers fire when time is turned past them.</summary>
public sealed class TurnableTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Turned> _timers = [];
    private TimeSpan _offset;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _offset;

    public void Turn(TimeSpan by)
    {
        Turned[] due;
        lock (_gate)
        {
            _offset += by;
            due = [.. _timers.Where(timer => timer.Due <= GetUtcNow())];
            _timers.RemoveAll(due.Contains);
        }

        foreach (var timer in due)
            timer.Fire();
    }

    // One-shot timers are the turnable ones; a poller's go on by real time.
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period != Timeout.InfiniteTimeSpan || dueTime == Timeout.InfiniteTimeSpan)
            return base.CreateTimer(callback, state, dueTime, period);
        var timer = new Turned(this, GetUtcNow() + dueTime, () => callback(state));
        lock (_gate)
            _timers.Add(timer);
        return timer;
    }

    private sealed class Turned(TurnableTime time, DateTimeOffset due, Action fire) : ITimer
    {
        public DateTimeOffset Due => due;

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
            lock (time._gate)
                time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

/// <summary>With databases on the PostgreSQL that is found here.</summary>
public sealed class RoomsOnFoundPostgres : SandboxedRooms
{
    protected override string? Build => "found";
}

/// <summary>With databases on the npm build, a later major version.</summary>
public sealed class RoomsOnNpmPostgres : SandboxedRooms
{
    protected override string? Build => "npm";
}
