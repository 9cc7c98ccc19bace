using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Gateway;

/// <summary>The TLS front of every database: one shared port routed by SNI and one port for each endpoint.</summary>
public sealed class GatewayServer : IAsyncDisposable
{
    /// <summary>The certificate authority's certificate, PEM; also in <c>ca.pem</c> under the data path.</summary>
    public string CaPem => throw new NotSupportedException();

    /// <summary>Opens the shared port.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Opens an endpoint's own port on loopback. Opening an open one is nothing.</summary>
    public void Listen(DatabaseRoute route) => throw new NotSupportedException();

    /// <summary>Closes a port and the connections that came through it.</summary>
    public void Close(int port) => throw new NotSupportedException();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
