using System.Buffers.Binary;

namespace AuroraConsole.Sandbox.Gateway.Wire;

/// <summary>What a client may open with: an int32 length that counts itself, an int32 code, and the rest.</summary>
internal abstract record FirstPacket
{
    // PostgreSQL's own bound (MAX_STARTUP_PACKET_LENGTH).
    private const int Longest = 10_000;

    /// <summary>Reads one; <c>null</c> when the client left without a word.</summary>
    /// <exception cref="RefusedException">Too short, too long, cut, or no packet of the protocol.</exception>
    public static async Task<FirstPacket?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new byte[8];
        var got = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        if (got == 0) return null;
        if (got < head.Length) throw RefusedException.Protocol("incomplete startup packet");
        var length = BinaryPrimitives.ReadInt32BigEndian(head);
        var code = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4));
        if (length is < 8 or > Longest) throw RefusedException.Protocol("invalid length of startup packet");
        var body = new byte[length - 8];
        if (await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken) < body.Length)
            throw RefusedException.Protocol("incomplete startup packet");
        return code switch
        {
            SslRequest.Code when length == 8 => new SslRequest(),
            GssRequest.Code when length == 8 => new GssRequest(),
            CancelRequest.Code => CancelRequest.Parse(body),
            _ => StartupMessage.Parse(code, body),
        };
    }
}

/// <summary>"May I speak TLS?", answered by one byte.</summary>
internal sealed record SslRequest : FirstPacket
{
    public const int Code = 80877103;
}

/// <summary>"May I speak GSSAPI encryption?", always answered no.</summary>
internal sealed record GssRequest : FirstPacket
{
    public const int Code = 80877104;
}
