using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AuroraConsole.Tests.Query;

/// <summary>A network that can be cut: passes bytes on both ways until told to stop, without a word to either end.</summary>
internal sealed class CuttableProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _all = [];
    private CancellationTokenSource _mended = new();
    private volatile bool _isCut;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Start(int target)
    {
        _listener.Start();
        _all.Add(AcceptAsync(target));
    }

    /// <summary>From now on nothing arrives any more, and nothing says so.</summary>
    public void Cut() => _isCut = true;

    /// <summary>New connections work again; those that were cut are closed.</summary>
    public void Mend()
    {
        _isCut = false;
        Interlocked.Exchange(ref _mended, new CancellationTokenSource()).Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await Task.WhenAll(_all);
        _stop.Dispose();
    }

    private async Task AcceptAsync(int target)
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _all.Add(PassAsync(client, target));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }

    private async Task PassAsync(TcpClient client, int target)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, target, _stop.Token);
                await Task.WhenAny(CopyAsync(client.GetStream(), server.GetStream()), CopyAsync(server.GetStream(), client.GetStream()));
            }
            catch (Exception end) when (end is OperationCanceledException or IOException or SocketException)
            {
                // One side is gone, and the other goes with it.
            }
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, _stop.Token) is > 0 and var got)
        {
            if (_isCut)
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, _mended.Token);
                await Task.Delay(Timeout.Infinite, either.Token);
            }

            await to.WriteAsync(buffer.AsMemory(0, got), _stop.Token);
        }
    }
}
