using System.Collections.Concurrent;
using System.Net.Sockets;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Gateway;

/// <summary>The clients that were let in, so that they can be cut off.</summary>
internal sealed class OpenSessions
{
    private readonly ConcurrentDictionary<Socket, string> _clusters = new();

    public void Add(Socket client, DatabaseRoute route) => _clusters[client] = $"{route.Region}/{route.ClusterId}";

    public void Remove(Socket client) => _clusters.TryRemove(client, out _);

    /// <summary>Cuts the clients of a cluster (<c>region/id</c>), or all.</summary>
    public void Cut(string? cluster)
    {
        foreach (var (client, of) in _clusters)
        {
            if (cluster is null || cluster.Equals(of, StringComparison.OrdinalIgnoreCase)) Cut(client);
        }
    }

    /// <summary>Ends a connection as a broken line does: no error, no goodbye of TLS, and what is under way is lost.</summary>
    public static void Cut(Socket client)
    {
        try
        {
            client.LingerState = new LingerOption(true, 0);
            client.Shutdown(SocketShutdown.Both);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // It ended by itself.
        }
    }
}
