using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Gateway.Wire;
using AuroraConsole.Sandbox.Postgres;
using Npgsql;

namespace AuroraConsole.Sandbox.Gateway;

/// <summary>What all sessions share.</summary>
internal sealed record GatewayParts(GatewayAuthority Authority, PostgresFleet Fleet, IamLogins Logins, GatewayCertificates Certificates, CancelKeys Cancels, PasswordLogins PasswordLogins, GatewayRoutes Routes, OpenSessions Sessions, WaitingRoom Unauthenticated, TimeSpan TimeToAuthenticate);

/// <summary>One client, from its first byte to the end of its connection.</summary>
/// <param name="parts">The gateway's.</param>
/// <param name="socket">Owned: closed at the end.</param>
/// <param name="port">The port it came through.</param>
internal sealed class GatewaySession(GatewayParts parts, Socket socket, int port)
{
    private const int LongestRoleName = 63;
    private const int RelayBuffer = 32 * 1024;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);
    private Stream? _client;

    /// <summary>Runs it. Errors of the client's making end here; others are the caller's to log.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(parts.TimeToAuthenticate);
        using var place = parts.Unauthenticated.Enter(patience);
        try
        {
            socket.NoDelay = true;
            await ServeAsync(patience, place);
            await EndAsync(cancellationToken);
        }
        catch (RefusedException refused)
        {
            await RefuseAsync(refused, cancellationToken);
        }
        catch (Exception gone) when (gone is IOException or SocketException or AuthenticationException or OperationCanceledException)
        {
            // The client left, was no TLS client, was closed with its port, or used up its time or its place: nobody is there to tell.
        }
        finally
        {
            if (_client is { } client) await client.DisposeAsync();
            socket.Dispose();
        }
    }

    private async Task ServeAsync(CancellationTokenSource patience, IDisposable place)
    {
        var preamble = await ClientPreamble.ReadAsync(socket, parts.Certificates.Tls, stream => _client = stream, patience.Token);
        switch (preamble.Packet)
        {
            case CancelRequest cancel:
                await parts.Cancels.ForwardAsync(cancel, patience.Token);
                break;
            case StartupMessage startup when preamble.Tls is { } tls:
                await LogInAsync(tls, startup, patience, place);
                break;
            case StartupMessage startup:
                var address = ((IPEndPoint)socket.RemoteEndPoint!).Address;
                throw new RefusedException("28000", $"no pg_hba.conf entry for host \"{address}\", user \"{startup.User}\", database \"{startup.Database}\", no encryption");
        }
    }

    private async Task LogInAsync(SslStream client, StartupMessage startup, CancellationTokenSource patience, IDisposable place)
    {
        var route = parts.Routes.Find(port, client.TargetHostName);
        if (parts.Authority.TakeFault(Faults.Slow, route)?.Seconds is { } seconds)
        {
            patience.CancelAfter(TimeSpan.FromSeconds(seconds) + parts.TimeToAuthenticate);
            await Task.Delay(TimeSpan.FromSeconds(seconds), patience.Token);
        }
        if (parts.Authority.TakeFault(Faults.CutLogin, route) is not null)
        {
            OpenSessions.Cut(socket);
            return;
        }
        var user = startup.User;
        if (user.Length == 0) throw new RefusedException("28000", "no PostgreSQL user name specified in startup packet");
        if (user == "rdsadmin") throw new RefusedException("28000", $"pg_hba.conf rejects connection for host \"{((IPEndPoint)socket.RemoteEndPoint!).Address}\", user \"{user}\", database \"{startup.Database}\", SSL encryption");
        // PostgreSQL would cut the name and log in another role than the one asked about.
        if (System.Text.Encoding.UTF8.GetByteCount(user) > LongestRoleName) throw new RefusedException("28P01", $"password authentication failed for user \"{user}\"");
        var (newestMinor, isIamRole) = await LookUpAsync(route, user, patience.Token);

        if (route.ReadOnly) startup = startup.ReadOnly();
        var minor = Math.Min(startup.Minor, newestMinor);
        if (minor < startup.Minor || startup.Options.Count > 0) await client.WriteAsync(new NegotiateProtocolVersion(minor, startup.Options).ToBytes(), patience.Token);

        if (isIamRole && user != route.PasswordUser)
        {
            // The backend trusts these roles: without IAM nothing would have looked at who they are.
            if (!route.IamAuthentication) throw new RefusedException("28P01", $"password authentication failed for user \"{user}\"");
            // The token before the backend: silent clients must not use up the server's slots.
            await client.WriteAsync(AuthenticationCleartextPassword.Bytes, patience.Token);
            if (await PasswordMessage.ReadAsync(client, patience.Token) is not { } password) return;
            if (!parts.Logins.Decide(password.Password.Span, route, user)) throw new RefusedException("28000", $"PAM authentication failed for user \"{user}\"");
            using var use = await UseAsync(route, patience);
            await RelayAsync(client, route, use.Server, startup.ToBytes(minor), verified: true, patience, place.Dispose);
        }
        else
        {
            using var use = await UseAsync(route, patience);
            using var slot = parts.PasswordLogins.Enter(route.ResourceId, patience);
            await RelayAsync(client, route, use.Server, startup.ToBytes(minor), verified: false, patience, () =>
            {
                slot.Dispose();
                place.Dispose();
            });
        }
    }

    private async Task RelayAsync(SslStream client, DatabaseRoute route, PostgresServer server, byte[] startup, bool verified, CancellationTokenSource patience, Action letIn)
    {
        using var backend = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await ConnectAsync(backend, server, route, patience.Token);
        using var stream = new NetworkStream(backend, ownsSocket: false);
        await stream.WriteAsync(startup, patience.Token);

        (int ProcessId, byte[] Key)? secret = null;
        var start = new BackendStart(stream, client, verified)
        {
            Authenticated = () =>
            {
                patience.CancelAfter(Timeout.InfiniteTimeSpan);
                parts.Sessions.Add(socket, route);
                letIn();
            },
            KeyData = (processId, key) =>
            {
                secret = (processId, key);
                parts.Cancels.Add(processId, key, server.SocketPath);
            },
        };
        using var over = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
        var toServer = CopyAsync(client, stream, over.Token);
        var toClient = FromServerAsync(start, stream, client, over.Token);
        try
        {
            await await Task.WhenAny(toServer, toClient);
        }
        finally
        {
            // Either side's end is the other's; both are waited for, as the streams are disposed of next.
            await over.CancelAsync();
            backend.Dispose();
            await Task.WhenAll(toServer, toClient).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            parts.Sessions.Remove(socket);
            if (secret is { } kept) parts.Cancels.Remove(kept.ProcessId, kept.Key);
        }
    }

    // Asked of the database; of what was remembered while it is paused, so that only who may come in wakes it.
    private async Task<(int NewestMinor, bool IsIamRole)> LookUpAsync(DatabaseRoute route, string user, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (server, paused) = parts.Fleet.Find(route.ResourceId);
            if (paused is not null) return (paused.ProtocolMinor, paused.IsIamRole(user) ?? throw new RefusedException("28P01", $"password authentication failed for user \"{user}\""));
            if (server is null) throw NotRunning(route);
            try
            {
                return (server.ProtocolMinor, await server.IsIamRoleAsync(user, cancellationToken));
            }
            catch (Exception stopped) when (stopped is NpgsqlException or ObjectDisposedException)
            {
                // Paused meanwhile: what it was is remembered.
                if (parts.Fleet.Running(route.ResourceId) == server) throw NotRunning(route);
            }
        }
    }

    // From here on the client keeps the cluster awake. A paused one wakes in its own time, which is not the client's.
    private async Task<ServerUse> UseAsync(DatabaseRoute route, CancellationTokenSource patience)
    {
        try
        {
            patience.CancelAfter(Timeout.InfiniteTimeSpan);
            var use = await parts.Fleet.UseAsync(route.ResourceId, patience.Token) ?? throw NotRunning(route);
            patience.CancelAfter(parts.TimeToAuthenticate);
            return use;
        }
        catch (FleetException)
        {
            // The fleet has logged why.
            throw NotRunning(route);
        }
    }

    private static async Task ConnectAsync(Socket backend, PostgresServer server, DatabaseRoute route, CancellationToken cancellationToken)
    {
        try
        {
            await backend.ConnectAsync(new UnixDomainSocketEndPoint(server.SocketPath), cancellationToken);
        }
        catch (SocketException)
        {
            throw NotRunning(route);
        }
    }

    private static RefusedException NotRunning(DatabaseRoute route)
        => new("57P03", $"the database system of cluster \"{route.ClusterId}\" is not accepting connections: it is starting, stopped or being deleted");

    private static async Task FromServerAsync(BackendStart start, NetworkStream server, SslStream client, CancellationToken cancellationToken)
    {
        if (await start.RelayAsync(cancellationToken)) await CopyAsync(server, client, cancellationToken);
    }

    private static async Task CopyAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(RelayBuffer);
        try
        {
            int got;
            while ((got = await from.ReadAsync(buffer, cancellationToken)) > 0) await to.WriteAsync(buffer.AsMemory(0, got), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task RefuseAsync(RefusedException refused, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Farewell);
        try
        {
            await _client!.WriteAsync(new FatalError(refused.SqlState, refused.Message).ToBytes(), patience.Token);
            await EndAsync(patience.Token);
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
        {
            // It left without hearing why.
        }
    }

    // TLS's goodbye, then the TCP one; what the client still sends is read, or the kernel would reset the connection and the last words with it.
    private async Task EndAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Farewell);
        if (_client is SslStream tls) await tls.ShutdownAsync().WaitAsync(patience.Token);
        socket.Shutdown(SocketShutdown.Send);
        var rest = new byte[1024];
        while (await socket.ReceiveAsync(rest, patience.Token) > 0)
        {
        }
    }
}
