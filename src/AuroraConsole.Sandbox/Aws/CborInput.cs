using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>Reads the CBOR (RFC 8949) that AWS clients write: everything but byte strings, which no operation here takes.</summary>
internal ref struct CborInput
{
    private const int Deepest = 32;
    private ReadOnlySpan<byte> _rest;
    private int _depth;

    private CborInput(ReadOnlySpan<byte> bytes) => _rest = bytes;

    /// <exception cref="AwsRefusalException">When it is cut short or not such CBOR.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> bytes)
    {
        var input = new CborInput(bytes);
        var value = input.Value();
        return input._rest.IsEmpty ? value : throw Malformed();
    }

    private JsonNode? Value()
    {
        if (++_depth > Deepest)
            throw Malformed();
        var (major, info) = (_rest.IsEmpty ? throw Malformed() : _rest[0] >> 5, _rest[0] & 31);
        JsonNode? value = major switch
        {
            0 => JsonValue.Create(Argument()),
            1 => JsonValue.Create(-1L - (long)Math.Min(Argument(), long.MaxValue)),
            3 => JsonValue.Create(Text()),
            4 => List(),
            5 => Map(),
            // A tag (1: epoch seconds) says what the value means; here that is known from its name.
            6 => Tagged(),
            7 => Simple(info),
            _ => throw Malformed(),
        };
        _depth--;
        return value;
    }

    private JsonNode? Tagged()
    {
        Argument();
        return Value();
    }

    private JsonArray List()
    {
        var list = new JsonArray();
        if (Indefinite())
        {
            while (!Break())
                list.Add(Value());
            return list;
        }

        for (var left = Argument(); left > 0; left--)
            list.Add(Value());
        return list;
    }

    private JsonObject Map()
    {
        var map = new JsonObject();
        if (Indefinite())
        {
            while (!Break())
                map[Text()] = Value();
            return map;
        }

        for (var left = Argument(); left > 0; left--)
            map[Text()] = Value();
        return map;
    }

    private string Text()
    {
        if (_rest.IsEmpty || _rest[0] != 0x7F)
            return Chunk();
        Take(1);
        var text = new StringBuilder();
        // Chunks have a length: one within another could be as deep as the body is long, and a stack is not.
        while (!Break())
            text.Append(Chunk());
        return text.ToString();
    }

    private string Chunk() => !_rest.IsEmpty && _rest[0] >> 5 == 3 ? Encoding.UTF8.GetString(Take((int)Math.Min(Argument(), int.MaxValue))) : throw Malformed();

    private JsonValue? Simple(int info)
    {
        Take(1);
        return info switch
        {
            20 => JsonValue.Create(false),
            21 => JsonValue.Create(true),
            22 or 23 => null,
            25 => Number((double)BinaryPrimitives.ReadHalfBigEndian(Take(2))),
            26 => Number((double)BinaryPrimitives.ReadSingleBigEndian(Take(4))),
            27 => Number(BinaryPrimitives.ReadDoubleBigEndian(Take(8))),
            _ => throw Malformed(),
        };
    }

    // JSON has no NaN and no infinity: text, which is refused where a number is wanted.
    private static JsonValue Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : JsonValue.Create(value.ToString(CultureInfo.InvariantCulture));

    private ulong Argument()
    {
        var info = Take(1)[0] & 31;
        return info switch
        {
            < 24 => (ulong)info,
            24 => Take(1)[0],
            25 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            26 => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            27 => BinaryPrimitives.ReadUInt64BigEndian(Take(8)),
            _ => throw Malformed(),
        };
    }

    private bool Indefinite()
    {
        if ((_rest[0] & 31) != 31)
            return false;
        Take(1);
        return true;
    }

    private bool Break()
    {
        if (_rest.IsEmpty || _rest[0] != 0xFF)
            return false;
        Take(1);
        return true;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
            throw Malformed();
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private static AwsRefusalException Malformed() => new("MalformedInput", "The body is not CBOR that the sandbox can read.");
}
