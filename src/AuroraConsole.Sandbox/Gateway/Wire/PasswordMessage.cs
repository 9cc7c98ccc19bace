using System.Buffers.Binary;

namespace AuroraConsole.Sandbox.Gateway.Wire;

/// <summary>The client's answer to a password request; <see cref="object.ToString"/> never shows it.</summary>
internal sealed class PasswordMessage(ReadOnlyMemory<byte> password)
{
    // PostgreSQL's own bound (PG_MAX_AUTH_TOKEN_LENGTH); a token is 0.4 to 3.2 KB.
    private const int Longest = 65_535;

    /// <summary>The bytes before the closing zero.</summary>
    public ReadOnlyMemory<byte> Password => password;

    /// <summary>Reads it; <c>null</c> when the client left instead, as psql does to ask its user first.</summary>
    /// <exception cref="RefusedException">Another message, too long, or not ended by exactly one zero.</exception>
    public static async Task<PasswordMessage?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new byte[5];
        if (await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken) < head.Length) return null;
        if (head[0] == 'X') return null;
        if (head[0] != 'p') throw RefusedException.Protocol($"expected password response, got message type {head[0]}");
        var length = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4;
        if (length is < 1 or > Longest) throw RefusedException.Protocol("invalid password packet size");
        var body = new byte[length];
        if (await stream.ReadAtLeastAsync(body, length, throwOnEndOfStream: false, cancellationToken) < length) return null;
        if (Array.IndexOf(body, (byte)0) != length - 1) throw RefusedException.Protocol("invalid password packet size");
        return new PasswordMessage(body.AsMemory(0, length - 1));
    }

    public override string ToString() => "***";
}
