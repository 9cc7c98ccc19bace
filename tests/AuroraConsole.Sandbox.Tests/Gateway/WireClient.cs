using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace AuroraConsole.Sandbox.Tests.Gateway;

/// <summary>A client by hand, for what no library can be made to send.</summary>
internal sealed class WireClient : IDisposable
{
    public const int SslRequest = 80877103;
    public const int GssRequest = 80877104;
    public const int CancelRequest = 80877102;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private Stream _stream = Stream.Null;

    // For all that one client does.
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(5));

    private CancellationToken Patience => _patience.Token;

    public static async Task<WireClient> ConnectAsync(int port)
    {
        var client = new WireClient();
        await client._socket.ConnectAsync(IPAddress.Loopback, port);
        client._stream = new NetworkStream(client._socket);
        return client;
    }

    /// <summary>Connected, encrypted and introduced.</summary>
    public static async Task<WireClient> StartAsync(int port, string user, string database = "app", string? serverName = null, int minor = 0, params (string, string)[] more)
    {
        var client = await ConnectAsync(port);
        await client.SendAsync(Packet(SslRequest));
        Assert.Equal('S', await client.ReadByteAsync());
        await client.HandshakeAsync(serverName ?? "", null);
        await client.SendAsync(Startup(minor, [("user", user), ("database", database), .. more]));
        return client;
    }

    public static byte[] Packet(int code, params byte[] body)
    {
        var packet = new byte[8 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(packet, packet.Length);
        BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(4), code);
        body.CopyTo(packet, 8);
        return packet;
    }

    public static byte[] Startup(int minor, params (string Name, string Value)[] parameters)
        => Packet((3 << 16) | minor, Encoding.UTF8.GetBytes(string.Concat(parameters.Select(p => $"{p.Name}\0{p.Value}\0")) + "\0"));

    public static byte[] Message(char type, byte[] body)
    {
        var message = new byte[5 + body.Length];
        message[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), 4 + body.Length);
        body.CopyTo(message, 5);
        return message;
    }

    public async Task HandshakeAsync(string serverName, string? alpn)
    {
#pragma warning disable CA5359 // The bytes are the matter here; verify-full is tested with real clients.
        var tls = new SslStream(_stream, false, (_, _, _, _) => true);
#pragma warning restore CA5359
        var options = new SslClientAuthenticationOptions { TargetHost = serverName };
        if (alpn is not null) options.ApplicationProtocols = [new SslApplicationProtocol(alpn)];
        await tls.AuthenticateAsClientAsync(options, Patience);
        _stream = tls;
    }

    public async Task SendAsync(byte[] bytes) => await _stream.WriteAsync(bytes, Patience);

    /// <summary>Whole, in two parts or a byte at a time.</summary>
    public async Task TrickleAsync(Random random, byte[] bytes)
    {
        var size = random.Next(4) switch { 0 => 1, 1 => bytes.Length / 2 + 1, _ => bytes.Length };
        // Byte by byte costs a packet or a TLS record each: enough for what is short.
        if (size == 1 && bytes.Length > 400) size = 100;
        foreach (var part in bytes.Chunk(Math.Max(1, size))) await SendAsync(part);
    }

    /// <summary>Ends its own direction; the other may go on.</summary>
    public void SayNoMore() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>The same with TLS's goodbye first.</summary>
    public async Task SayNoMoreEncryptedAsync()
    {
        await ((SslStream)_stream).ShutdownAsync();
        SayNoMore();
    }

    /// <summary>Leaves without a goodbye: the other side sees a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
        Dispose();
    }

    public Task SendPasswordAsync(string password) => SendAsync(Message('p', Encoding.UTF8.GetBytes(password + '\0')));

    /// <summary>The next byte, or <c>null</c> at the end.</summary>
    public async Task<char?> ReadByteAsync()
    {
        var one = new byte[1];
        return await _stream.ReadAsync(one, Patience) == 0 ? null : (char)one[0];
    }

    /// <summary>The next message, or <c>null</c> at the end.</summary>
    public async Task<(char Type, byte[] Body)?> ReadAsync()
    {
        return await ReadByteAsync() is { } type ? (type, await ReadBodyAsync()) : null;
    }

    /// <summary>The rest of a message after its type.</summary>
    public async Task<byte[]> ReadBodyAsync()
    {
        var length = new byte[4];
        await _stream.ReadExactlyAsync(length, Patience);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(length) - 4];
        await _stream.ReadExactlyAsync(body, Patience);
        return body;
    }

    /// <summary>Reads on to a message of a type.</summary>
    public async Task<byte[]> ReadToAsync(char type)
    {
        while (await ReadAsync() is { } message)
        {
            if (message.Type == type) return message.Body;
            Assert.False(message.Type == 'E', $"error {Encoding.UTF8.GetString(message.Body)}");
        }
        throw new InvalidOperationException($"The connection ended before a message of type {type}.");
    }

    /// <summary>The error that comes next: SQLSTATE and message.</summary>
    public async Task<string> ReadErrorAsync()
    {
        var (type, body) = await ReadAsync() ?? throw new InvalidOperationException("The connection ended without an error.");
        Assert.Equal('E', type);
        var fields = Encoding.UTF8.GetString(body).Split('\0', StringSplitOptions.RemoveEmptyEntries).ToDictionary(field => field[0], field => field[1..]);
        Assert.Equal("FATAL", fields['S']);
        return $"{fields['C']} {fields['M']}";
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
        _patience.Dispose();
    }
}
