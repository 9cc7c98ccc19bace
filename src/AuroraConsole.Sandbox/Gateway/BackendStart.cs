using System.Buffers.Binary;
using AuroraConsole.Sandbox.Gateway.Wire;

namespace AuroraConsole.Sandbox.Gateway;

/// <summary>
/// The first messages of a server, passed on while they are read: who decided on the login must be who was meant to, and the
/// cancel secret is noted. After the first ReadyForQuery nothing is read any more, only relayed.
/// </summary>
internal sealed class BackendStart(Stream server, Stream client, bool verified)
{
    // Notices and errors of a start are short; anything longer is no PostgreSQL.
    private const int Longest = 64 * 1024;
    private bool _challenged;

    /// <summary>Told once the server has let the client in.</summary>
    public Action Authenticated { get; init; } = () => { };

    /// <summary>Told the process id and the secret of cancel requests.</summary>
    public Action<int, byte[]> KeyData { get; init; } = (_, _) => { };

    /// <summary>Passes messages on until the server is ready; false when it ended before.</summary>
    /// <exception cref="RefusedException">The server decided otherwise than the gateway: a role changed between question and login.</exception>
    public async Task<bool> RelayAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[Longest];
        var filled = 0;
        while (true)
        {
            var got = await server.ReadAsync(buffer.AsMemory(filled), cancellationToken);
            if (got == 0) return false;
            filled += got;
            var read = 0;
            var ready = false;
            while (!ready && Message(buffer.AsSpan(read, filled - read)) is { } length)
            {
                ready = Inspect(buffer[read], buffer.AsSpan(read + BackendMessage.HeadLength, length - BackendMessage.HeadLength));
                read += length;
            }
            // Whatever follows ReadyForQuery in the buffer is the relay's, unread.
            if (ready) read = filled;
            await client.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            if (ready) return true;
            buffer.AsSpan(read, filled - read).CopyTo(buffer);
            filled -= read;
        }
    }

    private static int? Message(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < BackendMessage.HeadLength) return null;
        var length = 1 + BinaryPrimitives.ReadInt32BigEndian(bytes[1..]);
        if (length is < BackendMessage.HeadLength or > Longest) throw RefusedException.Protocol("the server's answer was not understood");
        return length <= bytes.Length ? length : null;
    }

    private bool Inspect(byte type, ReadOnlySpan<byte> body)
    {
        switch (type)
        {
            case BackendMessage.Authentication when body.Length >= 4:
                var ok = BinaryPrimitives.ReadInt32BigEndian(body) == 0;
                if (ok && !verified && !_challenged) throw new RefusedException("28000", "the role's authentication changed while it logged in: try again");
                if (!ok && verified) throw new RefusedException("28000", "the role's authentication changed while it logged in: try again");
                _challenged = !ok || _challenged;
                if (ok) Authenticated();
                return false;
            case BackendMessage.BackendKeyData when body.Length >= 8:
                KeyData(BinaryPrimitives.ReadInt32BigEndian(body), body[4..].ToArray());
                return false;
            default:
                return type == BackendMessage.ReadyForQuery;
        }
    }
}
