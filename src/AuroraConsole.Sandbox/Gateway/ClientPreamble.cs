using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using AuroraConsole.Sandbox.Gateway.Wire;

namespace AuroraConsole.Sandbox.Gateway;

/// <summary>How a client begins: what it opened with, and over what.</summary>
/// <param name="Stream">Plain or TLS.</param>
/// <param name="Packet">Its startup message or cancel request; <c>null</c> when it left.</param>
internal sealed record ClientPreamble(Stream Stream, FirstPacket? Packet)
{
    private const byte TlsHandshake = 0x16;

    /// <summary>The TLS stream; <c>null</c> for a client that asked for none.</summary>
    public SslStream? Tls => Stream as SslStream;

    /// <summary>Goes through encryption requests and the TLS handshake, asked for or direct, to the first real packet.</summary>
    /// <param name="socket">The client.</param>
    /// <param name="tls">Options of a handshake, asked for when one begins.</param>
    /// <param name="streamChanged">Told of each stream, so that a refusal goes out on the right one.</param>
    /// <param name="cancellationToken">Ends the client's patience.</param>
    public static async Task<ClientPreamble> ReadAsync(Socket socket, Func<SslServerAuthenticationOptions> tls, Action<Stream> streamChanged, CancellationToken cancellationToken)
    {
        var plain = new NetworkStream(socket, ownsSocket: false);
        streamChanged(plain);
        var first = new byte[1];
        if (await socket.ReceiveAsync(first, SocketFlags.Peek, cancellationToken) == 0) return new ClientPreamble(plain, null);
        if (first[0] == TlsHandshake) return await EncryptedAsync(plain, direct: true);

        var gssAsked = false;
        while (true)
        {
            switch (await FirstPacket.ReadAsync(plain, cancellationToken))
            {
                case SslRequest:
                    // What comes before the handshake comes from anyone (CVE-2021-23214).
                    if (socket.Available > 0) throw RefusedException.Protocol("received unencrypted data after SSL request");
                    await plain.WriteAsync("S"u8.ToArray(), cancellationToken);
                    return await EncryptedAsync(plain, direct: false);
                case GssRequest when !gssAsked:
                    gssAsked = true;
                    await plain.WriteAsync("N"u8.ToArray(), cancellationToken);
                    break;
                case GssRequest:
                    throw RefusedException.Protocol("encryption was asked for twice");
                case var packet:
                    return new ClientPreamble(plain, packet);
            }
        }

        async Task<ClientPreamble> EncryptedAsync(NetworkStream below, bool direct)
        {
            var encrypted = new SslStream(below, leaveInnerStreamOpen: false);
            try
            {
                // Not by a callback: a hello that is none would pass it by and fail for want of a certificate.
                await encrypted.AuthenticateAsServerAsync(tls(), cancellationToken);
            }
            catch (Exception broken)
            {
                // Its native memory must not wait for the collector, nor a refusal go out on it.
                await encrypted.DisposeAsync();
                // Some hellos that come in pieces make .NET fail over a length of its own, where others fail as a handshake.
                if (broken is ArgumentOutOfRangeException) throw new AuthenticationException("The handshake is none.", broken);
                throw;
            }
            streamChanged(encrypted);
            if (direct && encrypted.NegotiatedApplicationProtocol.Protocol.IsEmpty) throw RefusedException.Protocol("direct SSL connection without ALPN \"postgresql\"");
            return await FirstPacket.ReadAsync(encrypted, cancellationToken) switch
            {
                SslRequest or GssRequest => throw RefusedException.Protocol("encryption was asked for twice"),
                var packet => new ClientPreamble(encrypted, packet),
            };
        }
    }
}
