using System.Buffers.Binary;
using System.Text;

namespace AuroraConsole.Sandbox.Gateway.Wire;

/// <summary>Types of the messages a server sends while a connection starts.</summary>
internal static class BackendMessage
{
    public const byte Authentication = (byte)'R';
    public const byte BackendKeyData = (byte)'K';
    public const byte ErrorResponse = (byte)'E';
    public const byte ReadyForQuery = (byte)'Z';

    /// <summary>Type and length before the body.</summary>
    public const int HeadLength = 5;

    /// <summary>Puts type and length before a body.</summary>
    public static byte[] Frame(byte type, ReadOnlySpan<byte> body)
    {
        var message = new byte[HeadLength + body.Length];
        message[0] = type;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), 4 + body.Length);
        body.CopyTo(message.AsSpan(HeadLength));
        return message;
    }
}

/// <summary>"Send your password as it is", allowed inside TLS only.</summary>
internal static class AuthenticationCleartextPassword
{
    public static readonly byte[] Bytes = BackendMessage.Frame(BackendMessage.Authentication, [0, 0, 0, 3]);
}

/// <summary>Severity FATAL, SQLSTATE and message, after which the connection ends.</summary>
internal sealed record FatalError(string SqlState, string Message)
{
    public byte[] ToBytes() => BackendMessage.Frame(BackendMessage.ErrorResponse, Encoding.UTF8.GetBytes($"SFATAL\0VFATAL\0C{SqlState}\0M{Message.Replace('\0', ' ')}\0\0"));
}

/// <summary>The newest version the server speaks and the options it does not know, sent before anything else.</summary>
internal sealed record NegotiateProtocolVersion(int Minor, IReadOnlyList<string> UnknownOptions)
{
    public byte[] ToBytes()
    {
        var names = Encoding.UTF8.GetBytes(string.Concat(UnknownOptions.Select(name => name + '\0')));
        var body = new byte[8 + names.Length];
        BinaryPrimitives.WriteInt32BigEndian(body, (3 << 16) | Minor);
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(4), UnknownOptions.Count);
        names.CopyTo(body, 8);
        return BackendMessage.Frame((byte)'v', body);
    }
}
