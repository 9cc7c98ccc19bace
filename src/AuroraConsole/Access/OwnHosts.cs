using System.Net;
using AuroraConsole.Aws;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace AuroraConsole.Access;

/// <summary>The names the console answers to: those it listens on. Any other <c>Host</c> is a name someone else pointed here.</summary>
internal sealed class OwnHosts
{
    private static readonly string[] LoopbackNames = ["127.0.0.1", "localhost", "[::1]"];
    private readonly IReadOnlyList<BindingAddress> _addresses;
    private readonly IServer _server;
    private readonly Lazy<HashSet<string>> _names;

    public OwnHosts(AccessOptions options, IServer server)
    {
        _addresses = [.. options.Urls.Select(Parse)];
        _server = server;
        // Port 0 is settled only once the server listens, which is before the first request.
        _names = new(() => _addresses.SelectMany(Names).ToHashSet(StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The address to print, with its true port.</summary>
    public string FirstUrl
    {
        get
        {
            var first = _addresses[0];
            var host = IsAny(first.Host) ? "127.0.0.1" : first.Host;
            return $"{first.Scheme}://{host}:{Ports(first).First()}";
        }
    }

    /// <summary>Refuses what would let a network in without sign-in.</summary>
    /// <exception cref="ConfigurationException">Says which key to set.</exception>
    public static void Check(AccessOptions options)
    {
        if (options.Urls.Count == 0)
            throw new ConfigurationException("Urls names no address to listen on. Set it, for example --Urls=http://127.0.0.1:5080.");
        foreach (var url in options.Urls)
        {
            if (!IsLoopback(Parse(url).Host) && !options.RequireSignIn)
                throw new ConfigurationException($"Urls listens on {url}, which others on the network can reach, and no sign-in is configured. Use a loopback address such as http://127.0.0.1:5080.");
        }
    }

    public bool Contains(HttpContext context)
    {
        var host = context.Request.Host;
        if (_names.Value.Contains(host.Value ?? ""))
            return true;
        // Listening on every address: an address literal cannot be pointed here by someone else's DNS, a name can.
        return _addresses.Any(address => IsAny(address.Host))
            && (IPAddress.TryParse(host.Host.Trim('[', ']'), out _) || host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            && (host.Port ?? (context.Request.IsHttps ? 443 : 80)) == context.Connection.LocalPort;
    }

    private static BindingAddress Parse(string url)
    {
        try
        {
            return BindingAddress.Parse(url);
        }
        catch (FormatException error)
        {
            throw new ConfigurationException($"Urls holds {url}, which is no address. Write it like http://127.0.0.1:5080.", error);
        }
    }

    private IEnumerable<string> Names(BindingAddress address)
    {
        var hosts = IsLoopback(address.Host) ? LoopbackNames.Append(address.Host) : [address.Host];
        return
            from host in hosts
            from port in Ports(address)
            from name in port == (address.Scheme == "https" ? 443 : 80) ? new[] { host, $"{host}:{port}" } : [$"{host}:{port}"]
            select name;
    }

    private IEnumerable<int> Ports(BindingAddress address) => address.Port != 0
        ? [address.Port]
        : (_server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []).Select(bound => BindingAddress.Parse(bound).Port).DefaultIfEmpty(address.Port);

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsAny(string host) =>
        host is "*" or "+" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)));
}
