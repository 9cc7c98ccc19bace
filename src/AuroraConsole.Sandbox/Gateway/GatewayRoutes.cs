using System.Collections.Concurrent;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Gateway.Wire;

namespace AuroraConsole.Sandbox.Gateway;

/// <summary>Where a connection leads: by the TLS server name or, where that is no name of the port's, by the port it came through.</summary>
internal sealed class GatewayRoutes(GatewayAuthority authority)
{
    private readonly ConcurrentDictionary<int, DatabaseRoute> _listening = new();

    /// <summary>The shared port, once it is open.</summary>
    public int SharedPort { get; set; }

    public void Add(DatabaseRoute route) => _listening[route.Port] = route;

    public void Remove(int port) => _listening.TryRemove(port, out _);

    /// <summary>The endpoint of a connection.</summary>
    /// <exception cref="RefusedException">No name on the shared port, an unknown one, or a port whose cluster is gone.</exception>
    public DatabaseRoute Find(int port, string? serverName)
    {
        var named = string.IsNullOrEmpty(serverName) ? null : authority.RouteOfHost(serverName.ToLowerInvariant());
        // A cluster's own port has two names: the writer's and the reader's.
        if (port != SharedPort)
            return (named?.Answers(serverName!, port) == true ? named : authority.RouteOfPort(port)) ?? throw new RefusedException("57P03", $"the cluster of port {port} is being deleted");
        if (string.IsNullOrEmpty(serverName))
            throw new RefusedException("08004", $"port {port} tells clusters apart by the TLS server name, and the client sent none: connect to an endpoint's own port ({OwnPorts()})");
        return named
            ?? throw new RefusedException("08004", $"no cluster here is named \"{serverName}\": use its endpoint's name, or its own port on localhost ({OwnPorts()})");
    }

    private string OwnPorts()
    {
        var ports = _listening.Values.OrderBy(route => route.Port).Select(route => $"{route.ClusterId} ({route.InstanceId}): {route.Port}").ToList();
        return ports.Count > 0 ? string.Join(", ", ports) : "there is no cluster yet";
    }
}
