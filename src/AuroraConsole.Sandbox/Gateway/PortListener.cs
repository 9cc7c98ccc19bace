using System.Net;
using System.Net.Sockets;

namespace AuroraConsole.Sandbox.Gateway;

/// <summary>One port on both loopback addresses: clients differ in which one <c>localhost</c> means first.</summary>
internal sealed class PortListener : IDisposable
{
    private const int Backlog = 512;
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromMilliseconds(100);
    private readonly List<TcpListener> _listeners = [];

    /// <summary>Opens the port; 0 picks a free one.</summary>
    /// <exception cref="SocketException">Another program has it.</exception>
    public PortListener(int port)
    {
        try
        {
            Port = Open(IPAddress.Loopback, port);
            if (Socket.OSSupportsIPv6) OpenIPv6();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int Port { get; }

    /// <summary>Hands every client to <paramref name="serve"/> until the port closes.</summary>
    /// <param name="serve">Must not throw nor block.</param>
    /// <param name="trouble">Told of an accept that failed, such as for want of file descriptors; accepting goes on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task AcceptAsync(Action<Socket> serve, Action<SocketException> trouble, CancellationToken cancellationToken)
        => Task.WhenAll(_listeners.Select(listener => AcceptAsync(listener, serve, trouble, cancellationToken)));

    /// <inheritdoc />
    public void Dispose() => _listeners.ForEach(listener => listener.Dispose());

    private static async Task AcceptAsync(TcpListener listener, Action<Socket> serve, Action<SocketException> trouble, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                serve(await listener.AcceptSocketAsync(cancellationToken));
            }
            catch (Exception closed) when (closed is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException failed)
            {
                if (cancellationToken.IsCancellationRequested) return;
                trouble(failed);
                await Task.Delay(PauseAfterError, CancellationToken.None);
            }
        }
    }

    private void OpenIPv6()
    {
        try
        {
            Open(IPAddress.IPv6Loopback, Port);
        }
        catch (SocketException absent) when (absent.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
        {
            // A machine without the address: nobody connects to it either.
        }
    }

    private int Open(IPAddress address, int port)
    {
        var listener = new TcpListener(address, port);
        _listeners.Add(listener);
        listener.Start(Backlog);
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
