using System.Collections.Concurrent;
using System.Net.Sockets;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Postgres;

namespace AuroraConsole.Sandbox.Gateway;

/// <summary>The TLS front of every database: one shared port routed by SNI and one port for each endpoint.</summary>
public sealed partial class GatewayServer : IAsyncDisposable
{
    // Clients that have not authenticated hold a socket and some buffers each, no backend.
    private const int MostUnauthenticated = 1_000;
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(1);
    private readonly SandboxOptions _options;
    private readonly ILogger _log;
    private readonly GatewayParts _parts;
    private readonly ConcurrentDictionary<int, OpenPort> _ports = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private long _fullTold;

    /// <summary>Loads or makes the certificate authority; opens no port yet.</summary>
    public GatewayServer(SandboxOptions options, GatewayAuthority authority, PostgresFleet fleet, SandboxClock clock, ILoggerFactory loggers)
    {
        _options = options;
        _log = loggers.CreateLogger<GatewayServer>();
        var certificates = new GatewayCertificates(Path.GetFullPath(options.DataPath));
        _parts = new GatewayParts(authority, fleet, new IamLogins(authority, clock, options.LoginsPerSecond), certificates, new CancelKeys(), new PasswordLogins(), new GatewayRoutes(authority),
            new OpenSessions(), new WaitingRoom(MostUnauthenticated, WarnOfCrowd), options.TimeToAuthenticate);
    }

    /// <summary>The certificate authority's certificate, PEM; also in <c>ca.pem</c> under the data path.</summary>
    public string CaPem => _parts.Certificates.CaPem;

    /// <summary>The shared port: the configured one or, for 0, the one that was free.</summary>
    public int SharedPort => _parts.Routes.SharedPort;

    /// <summary>Clients that have not authenticated.</summary>
    internal int Unauthenticated => _parts.Unauthenticated.Count;

    /// <summary>Connections that have not quite ended.</summary>
    internal int Sessions => _ports.Values.Sum(port => port.Sessions);

    /// <summary>Opens the shared port.</summary>
    /// <exception cref="SocketException">Another program has it.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate) _parts.Routes.SharedPort = Open(_options.GatewayPort);
        return Task.CompletedTask;
    }

    /// <summary>Opens an endpoint's own port on loopback. Opening an open one only takes over its names.</summary>
    /// <exception cref="SocketException">Another program has it.</exception>
    public void Listen(DatabaseRoute route)
    {
        lock (_gate)
        {
            if (!_ports.ContainsKey(route.Port)) Open(route.Port);
            _parts.Routes.Add(route);
            _parts.Certificates.AddNames(route.HostNames);
        }
    }

    /// <summary>Closes a port and the connections that came through it.</summary>
    public void Close(int port)
    {
        lock (_gate)
        {
            _parts.Routes.Remove(port);
            if (_ports.TryRemove(port, out var open)) open.Close();
        }
    }

    /// <summary>Cuts the open sessions of a cluster (<c>region/id</c>), or, for <c>null</c>, of all.</summary>
    public void CutSessions(string? cluster) => _parts.Sessions.Cut(cluster);

    /// <summary>Closes every port and waits for the end of every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        var ports = _ports.Values.ToList();
        foreach (var port in _ports.Keys) Close(port);
        foreach (var port in ports) await port.DisposeAsync();
        _parts.Certificates.Dispose();
        _closing.Dispose();
    }

    private int Open(int port)
    {
        ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
        var listener = new PortListener(port);
        var open = new OpenPort(listener);
        _ports[listener.Port] = open;
        open.Accepting = listener.AcceptAsync(
            socket => open.Track(ServeAsync(socket, listener.Port, open.Closed)),
            failed => Log.AcceptFailed(_log, listener.Port, failed.Message),
            open.Closed);
        return listener.Port;
    }

    private async Task ServeAsync(Socket socket, int port, CancellationToken closed)
    {
        // Off the accepting loop: a handshake takes its time.
        await Task.Yield();
        try
        {
            await new GatewaySession(_parts, socket, port).RunAsync(closed);
        }
#pragma warning disable CA1031 // The one place where a session's unexpected error ends: logged, and the gateway goes on.
        catch (Exception unexpected)
#pragma warning restore CA1031
        {
            Log.SessionFailed(_log, port, unexpected);
        }
    }

    // A flood of clients is not to be one of lines too.
    private void WarnOfCrowd()
    {
        var told = Interlocked.Read(ref _fullTold);
        if (told != 0 && TimeProvider.System.GetElapsedTime(told) < BetweenWarnings) return;
        if (Interlocked.CompareExchange(ref _fullTold, TimeProvider.System.GetTimestamp(), told) == told) Log.TooMany(_log, MostUnauthenticated);
    }

    private sealed class OpenPort(PortListener listener) : IAsyncDisposable
    {
        private readonly CancellationTokenSource _closed = new();
        private readonly ConcurrentDictionary<Task, bool> _sessions = new();

        public CancellationToken Closed => _closed.Token;

        public int Sessions => _sessions.Count;

        public Task Accepting { get; set; } = Task.CompletedTask;

        public void Track(Task session)
        {
            _sessions[session] = true;
            session.ContinueWith(ended => _sessions.TryRemove(ended, out _), TaskScheduler.Default);
        }

        public void Close()
        {
            _closed.Cancel();
            listener.Dispose();
        }

        public async ValueTask DisposeAsync()
        {
            await Accepting;
            await Task.WhenAll(_sessions.Keys);
            _closed.Dispose();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Port {Port} could not accept a client: {Reason}")]
        public static partial void AcceptFailed(ILogger log, int port, string reason);

        [LoggerMessage(LogLevel.Warning, "More than {Most} clients have not authenticated; for each new one the longest waiting is closed")]
        public static partial void TooMany(ILogger log, int most);

        [LoggerMessage(LogLevel.Error, "A connection through port {Port} ended by an unexpected error")]
        public static partial void SessionFailed(ILogger log, int port, Exception error);
    }
}
