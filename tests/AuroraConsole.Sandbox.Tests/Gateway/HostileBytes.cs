using System.Buffers.Binary;
using System.Net.Security;
using System.Text;
using System.Text.RegularExpressions;

namespace AuroraConsole.Sandbox.Tests.Gateway;

/// <summary>Bytes no honest client sends, each from a seed, and what makes an answer to them well-formed.</summary>
internal static partial class HostileBytes
{
    private static readonly int[] Lengths = [int.MinValue, -1, 0, 1, 3, 4, 7, 8, 9, 10_000, 10_001, 65_539, 65_540, 1 << 30, int.MaxValue];
    private static readonly int[] Codes = [80877102, 80877103, 80877104, 80877105, 0, 1 << 16, 2 << 16, 3 << 16, (3 << 16) | 1, (3 << 16) | 2, (3 << 16) | 0xFFFF, 4 << 16, -1];

    private static readonly (string Name, string Value)[] Parameters =
    [
        ("user", "app_user"), ("user", "nobody_here"), ("user", "rdsadmin"), ("user", ""), ("user", new string('u', 64)), ("user", "Zoë \"'%s"), ("user", "postgres\n"),
        ("database", "app"), ("database", ""), ("database", new string('d', 3000)), ("database", "postgres"),
        ("options", "-c is_superuser=on"), ("options", "-c session_authorization=rdsadmin -c role=rdsadmin"), ("replication", "true"), ("replication", "database"),
        ("client_encoding", "LATIN1"), ("application_name", "\u0001\u007F"), ("role", "rdsadmin"), ("session_authorization", "rdsadmin"), ("search_path", ",,,"),
        ("_pq_.future", "1"), ("_pq_.", ""), ("_pq_." + new string('o', 500), "x"), ("_PQ_.upper", "1"), ("", "no name"), ("USER", "postgres"),
    ];

    /// <summary>A first packet of any kind, most often damaged.</summary>
    public static byte[] FirstPacket(Random random)
    {
        byte[] packet = random.Next(8) switch
        {
            0 => WireClient.Packet(Codes[random.Next(Codes.Length)], Random(random, random.Next(300))),
            1 => WireClient.Packet(WireClient.CancelRequest, Random(random, random.Next(2) == 0 ? 8 : random.Next(300))),
            2 => Random(random, random.Next(64)),
            _ => Startup(random),
        };
        return Damage(random, packet, lengthAt: 0);
    }

    /// <summary>A startup message whose layout is right; its contents are anything.</summary>
    public static byte[] Startup(Random random)
    {
        var chosen = Enumerable.Range(0, random.Next(6)).Select(_ => Parameters[random.Next(Parameters.Length)]).ToList();
        if (random.Next(3) > 0) chosen = [("user", "app_user"), .. chosen.Where(parameter => parameter.Name != "user")];
        // Twice the same is refused early; usually more is wanted.
        if (random.Next(4) > 0) chosen = [.. chosen.DistinctBy(parameter => parameter.Name)];
        return WireClient.Startup(new[] { 0, 0, 0, 2, 1, 9999 }[random.Next(6)], [.. chosen]);
    }

    /// <summary>An answer to the password request.</summary>
    public static byte[] Password(Random random, string token)
    {
        byte[] message = random.Next(6) switch
        {
            0 => WireClient.Message((char)random.Next(256), Random(random, random.Next(100))),
            1 => WireClient.Message('p', [.. Random(random, random.Next(random.Next(10) == 0 ? 70_000 : 500)), 0]),
            _ => WireClient.Message('p', Encoding.UTF8.GetBytes(token + '\0')),
        };
        return Damage(random, message, lengthAt: 1);
    }

    /// <summary>Whether the bytes begin with one whole password message, said another way than the gateway does.</summary>
    public static bool IsPassword(byte[] bytes)
    {
        if (bytes.Length < 6 || bytes[0] != 'p') return false;
        var length = (long)BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(1));
        return length is >= 5 and <= 65_539 && bytes.Length > length && bytes[length] == 0 && !bytes.AsSpan(5..(int)length).Contains((byte)0);
    }

    /// <summary>The opening flight of a real TLS client, damaged or with other extensions.</summary>
    public static byte[] ClientHello(Random random)
    {
        var names = new[] { "localhost", new string('a', 250) + ".example", "under_score.example", "UPPER.example", "zoë.example", "xn--.example", "*.example", "127.0.0.1", "a..b", new string('l', 64) + ".example" };
        using var sink = new Sink();
#pragma warning disable CA5359 // Only its first bytes are wanted.
        using var tls = new SslStream(sink, true, (_, _, _, _) => true);
#pragma warning restore CA5359
        var options = new SslClientAuthenticationOptions { TargetHost = names[random.Next(names.Length)] };
        if (random.Next(2) == 0) options.ApplicationProtocols = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new SslApplicationProtocol(new[] { "postgresql", "h2", "\u00FF", new string('p', 255), "postgresq" }[random.Next(5)]))];
        if (random.Next(3) == 0) options.EnabledSslProtocols = System.Security.Authentication.SslProtocols.Tls12;
        try
        {
            tls.AuthenticateAsClient(options);
        }
        catch (Exception nobodyAnswered) when (nobodyAnswered is IOException or System.Security.Authentication.AuthenticationException or ArgumentException)
        {
            // As meant: the hello is in the sink.
        }
        var hello = sink.ToArray();
        if (hello.Length == 0) hello = [0x16, 3, 1, 0, 5];
        for (var flips = random.Next(5); flips > 0; flips--) hello[random.Next(1, hello.Length)] = (byte)random.Next(256);
        if (random.Next(4) == 0) hello = hello[..random.Next(1, hello.Length)];
        if (random.Next(8) == 0) BinaryPrimitives.WriteUInt16BigEndian(hello.AsSpan(Math.Min(3, hello.Length - 2)), (ushort)random.Next(65_536));
        if (random.Next(8) == 0) hello = [0x16, .. Random(random, random.Next(600))];
        // The name itself, in place: not ASCII, zeros, dots.
        if (random.Next(4) == 0 && hello.AsSpan().IndexOf("localhost"u8) is var at and > 0) Random(random, 9).CopyTo(hello, at);
        return hello;
    }

    /// <summary>Whether a message is an ErrorResponse with severity, SQLSTATE and text, each field ended.</summary>
    public static bool IsError(char type, byte[] body)
    {
        if (type != 'E' || body.Length < 2 || body[^1] != 0 || body[^2] != 0) return false;
        var fields = Encoding.UTF8.GetString(body.AsSpan(0, body.Length - 2)).Split('\0');
        return fields.All(field => field.Length > 1)
            && fields.Select(field => field[0]).Distinct().Count() == fields.Length
            && fields.Contains("SFATAL") && fields.Contains("VFATAL")
            && fields.Any(field => SqlState().IsMatch(field)) && fields.Any(field => field[0] == 'M');
    }

    public static byte[] Random(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Damage(Random random, byte[] bytes, int lengthAt)
    {
        if (bytes.Length > 0 && random.Next(3) == 0)
            for (var flips = random.Next(1, 4); flips > 0; flips--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        if (bytes.Length >= lengthAt + 4 && random.Next(5) == 0) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(lengthAt), Lengths[random.Next(Lengths.Length)]);
        if (random.Next(6) == 0) bytes = bytes[..random.Next(bytes.Length + 1)];
        return random.Next(8) == 0 ? [.. bytes, .. Random(random, random.Next(1, 40))] : bytes;
    }

    [GeneratedRegex("^C[0-9A-Z]{5}$")]
    private static partial Regex SqlState();

    private sealed class Sink : MemoryStream
    {
        public override int Read(Span<byte> buffer) => 0;

        public override int Read(byte[] buffer, int offset, int count) => 0;
    }
}
