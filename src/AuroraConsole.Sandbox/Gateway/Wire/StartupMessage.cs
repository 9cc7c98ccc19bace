using System.Buffers.Binary;
using System.Text;

namespace AuroraConsole.Sandbox.Gateway.Wire;

/// <summary>The client's introduction: protocol version, then names and values, each ended by a zero byte.</summary>
/// <param name="Minor">The minor version of protocol 3 it would like.</param>
/// <param name="Parameters">In the order sent. Values stay bytes: their encoding is the client's affair.</param>
internal sealed record StartupMessage(int Minor, IReadOnlyList<(string Name, byte[] Value)> Parameters) : FirstPacket
{
    private const string OptionPrefix = "_pq_.";
    private const string ReadOnlyParameter = "default_transaction_read_only";
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The role to log in as, never trimmed or folded; empty when none was sent.</summary>
    public string User { get; private init; } = "";

    /// <summary>The database, by default named as the user.</summary>
    public string Database { get; private init; } = "";

    /// <summary>Protocol options (<c>_pq_.…</c>), none of which is known here.</summary>
    public IReadOnlyList<string> Options => [.. Parameters.Select(parameter => parameter.Name).Where(IsOption)];

    public static StartupMessage Parse(int version, ReadOnlySpan<byte> body)
    {
        var (major, minor) = (version >> 16, version & 0xFFFF);
        if (major != 3) throw new RefusedException("0A000", $"unsupported frontend protocol {(ushort)major}.{minor}: server supports 3.0 to 3.2");
        var parameters = new List<(string Name, byte[] Value)>();
        while (true)
        {
            var name = Text(ZeroTerminated(ref body));
            if (name.Length == 0) break;
            // PostgreSQL lets the last one win; who checks and who obeys must not see different users.
            if (parameters.Any(parameter => parameter.Name == name)) throw RefusedException.Protocol($"startup parameter \"{name}\" is given twice");
            parameters.Add((name, ZeroTerminated(ref body).ToArray()));
        }
        if (!body.IsEmpty) throw RefusedException.Protocol("invalid startup packet layout: expected terminator as last byte");
        var user = Value("user") ?? "";
        return new StartupMessage(minor, parameters) { User = user, Database = Value("database") is { Length: > 0 } database ? database : user };

        string? Value(string name) => parameters.Find(parameter => parameter.Name == name) is { Value: { } value } ? Text(value) : null;
    }

    /// <summary>The same introduction, whose transactions begin read-only whatever the client asked for; it may still turn that off later.</summary>
    public StartupMessage ReadOnly() => this with
    {
        Parameters = [.. Parameters.Where(parameter => parameter.Name != ReadOnlyParameter), (ReadOnlyParameter, "on"u8.ToArray())],
    };

    /// <summary>The same introduction in a version the server speaks, without options it does not know.</summary>
    public byte[] ToBytes(int minor)
    {
        using var packet = new MemoryStream();
        packet.Write(new byte[8]);
        foreach (var (name, value) in Parameters.Where(parameter => !IsOption(parameter.Name)))
        {
            packet.Write(Encoding.UTF8.GetBytes(name));
            packet.WriteByte(0);
            packet.Write(value);
            packet.WriteByte(0);
        }
        packet.WriteByte(0);
        var bytes = packet.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes, bytes.Length);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), (3 << 16) | minor);
        return bytes;
    }

    private static bool IsOption(string name) => name.StartsWith(OptionPrefix, StringComparison.Ordinal);

    private static ReadOnlySpan<byte> ZeroTerminated(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)0);
        if (end < 0) throw RefusedException.Protocol("invalid startup packet layout: expected terminator as last byte");
        var text = rest[..end];
        rest = rest[(end + 1)..];
        return text;
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new RefusedException("22021", "invalid byte sequence for encoding \"UTF8\" in the startup packet");
        }
    }
}
