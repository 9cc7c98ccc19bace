using System.Buffers.Binary;

namespace AuroraConsole.Sandbox.Gateway.Wire;

/// <summary>Asks for the end of another connection's statement.</summary>
/// <param name="ProcessId">The backend's process.</param>
/// <param name="Key">Its secret: 4 bytes, up to 256 from protocol 3.2 on.</param>
internal sealed record CancelRequest(int ProcessId, byte[] Key) : FirstPacket
{
    public const int Code = 80877102;
    private const int LongestKey = 256;

    public static CancelRequest Parse(ReadOnlySpan<byte> body)
    {
        if (body.Length is < 8 or > 4 + LongestKey) throw RefusedException.Protocol("invalid length of cancel request");
        return new CancelRequest(BinaryPrimitives.ReadInt32BigEndian(body), body[4..].ToArray());
    }

    public byte[] ToBytes()
    {
        var packet = new byte[12 + Key.Length];
        BinaryPrimitives.WriteInt32BigEndian(packet, packet.Length);
        BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(4), Code);
        BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(8), ProcessId);
        Key.CopyTo(packet, 12);
        return packet;
    }
}
