using System.Buffers.Binary;
using System.Text;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>Answers as CBOR; times are tag 1, epoch seconds.</summary>
internal static class CborAnswer
{
    public static byte[] Write(ApiObject value)
    {
        using var stream = new MemoryStream();
        Write(stream, value);
        return stream.ToArray();
    }

    private static void Write(MemoryStream stream, object value)
    {
        switch (value)
        {
            case ApiObject members:
                Head(stream, 5, (ulong)members.Count());
                foreach (var (name, member) in members)
                {
                    Text(stream, name);
                    Write(stream, member);
                }

                break;
            case ApiList list:
                var items = list.Items.ToList();
                Head(stream, 4, (ulong)items.Count);
                foreach (var item in items)
                    Write(stream, item);
                break;
            case string text:
                Text(stream, text);
                break;
            case bool flag:
                stream.WriteByte(flag ? (byte)0xF5 : (byte)0xF4);
                break;
            case int number:
                Integer(stream, number);
                break;
            case long number:
                Integer(stream, number);
                break;
            case double number:
                Number(stream, number);
                break;
            case DateTimeOffset time:
                Head(stream, 6, 1);
                Number(stream, time.ToUnixTimeMilliseconds() / 1000.0);
                break;
            default:
                throw new ArgumentException($"An answer cannot hold a {value.GetType()}.", nameof(value));
        }
    }

    private static void Text(MemoryStream stream, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Head(stream, 3, (ulong)bytes.Length);
        stream.Write(bytes);
    }

    private static void Integer(MemoryStream stream, long number)
    {
        if (number < 0)
            Head(stream, 1, (ulong)(-1 - number));
        else
            Head(stream, 0, (ulong)number);
    }

    private static void Number(MemoryStream stream, double number)
    {
        Span<byte> bytes = stackalloc byte[9];
        bytes[0] = 0xFB;
        BinaryPrimitives.WriteDoubleBigEndian(bytes[1..], number);
        stream.Write(bytes);
    }

    // Major type in three bits, then the shortest form of the argument.
    private static void Head(MemoryStream stream, int major, ulong argument)
    {
        Span<byte> bytes = stackalloc byte[9];
        BinaryPrimitives.WriteUInt64BigEndian(bytes[1..], argument);
        var (info, size) = argument switch
        {
            < 24 => ((int)argument, 0),
            <= byte.MaxValue => (24, 1),
            <= ushort.MaxValue => (25, 2),
            <= uint.MaxValue => (26, 4),
            _ => (27, 8),
        };
        stream.WriteByte((byte)(major << 5 | info));
        stream.Write(bytes[(9 - size)..]);
    }
}
