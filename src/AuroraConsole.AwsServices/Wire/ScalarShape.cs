using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace AuroraConsole.AwsServices;

/// <summary>A single value: text on the Query and XML wires, a JSON literal on the JSON wire.</summary>
sealed class ScalarShape<T>(
    Func<T, string> toText,
    Func<string, T> fromText,
    Action<Utf8JsonWriter, T> toJson,
    Func<JsonElement, T> fromJson) : Shape where T : notnull
{
    public override void WriteQuery(ParameterCollection parameters, string name, object value) =>
        parameters.Add(name, toText((T)value));

    // An empty element is an empty string, but no number, flag or time: those stay unset, as in the official clients.
    public override object? ReadXml(XElement element) =>
        element.Value is { Length: 0 } && typeof(T) != typeof(string) ? null : fromText(element.Value);

    public override void WriteJson(Utf8JsonWriter writer, object value) => toJson(writer, (T)value);

    public override object? ReadJson(JsonElement element) =>
        element.ValueKind == JsonValueKind.Null ? null : fromJson(element);
}

/// <summary>The scalar types of the AWS service models.</summary>
static class Scalars
{
    public static readonly Shape String = new ScalarShape<string>(
        s => s, s => s, (w, s) => w.WriteStringValue(s), e => e.GetString()!);

    public static readonly Shape Boolean = new ScalarShape<bool>(
        b => b ? "true" : "false", bool.Parse, (w, b) => w.WriteBooleanValue(b), e => e.GetBoolean());

    public static readonly Shape Int32 = new ScalarShape<int>(
        i => i.ToString(CultureInfo.InvariantCulture), s => int.Parse(s, NumberStyles.Integer, CultureInfo.InvariantCulture),
        (w, i) => w.WriteNumberValue(i), e => e.GetInt32());

    public static readonly Shape Int64 = new ScalarShape<long>(
        i => i.ToString(CultureInfo.InvariantCulture), s => long.Parse(s, NumberStyles.Integer, CultureInfo.InvariantCulture),
        (w, i) => w.WriteNumberValue(i), e => e.GetInt64());

    public static readonly Shape Double = new ScalarShape<double>(DoubleText, ParseDouble, WriteDouble,
        e => e.ValueKind == JsonValueKind.String ? ParseDouble(e.GetString()!) : e.GetDouble());

    /// <summary>ISO 8601 as text, epoch seconds in JSON; always read as UTC.</summary>
    public static readonly Shape Timestamp = new ScalarShape<DateTime>(
        IsoText, ParseIso, (w, t) => w.WriteNumberValue(EpochMilliseconds(t) / 1000m), ReadTimestamp);

    /// <summary>Epoch milliseconds in both; always read as UTC.</summary>
    public static readonly Shape MillisecondTimestamp = new ScalarShape<DateTime>(
        t => EpochMilliseconds(t).ToString(CultureInfo.InvariantCulture),
        s => DateTime.UnixEpoch.AddMilliseconds(long.Parse(s, NumberStyles.Integer, CultureInfo.InvariantCulture)),
        (w, t) => w.WriteNumberValue(EpochMilliseconds(t)),
        e => DateTime.UnixEpoch.AddMilliseconds(e.GetInt64()));

    /// <summary>An open enumeration: a value this build does not know still arrives, as a constant of its own.</summary>
    public static Shape Constant<T>(Func<string, T> find) where T : ConstantClass =>
        new ScalarShape<T>(c => c.Value, find, (w, c) => w.WriteStringValue(c.Value), e => find(e.GetString()!));

    static long EpochMilliseconds(DateTime time) =>
        (time.ToUniversalTime().Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;

    static string IsoText(DateTime time)
    {
        var utc = time.ToUniversalTime();
        return utc.ToString(utc.Millisecond == 0 ? @"yyyy-MM-dd\THH:mm:ss\Z" : @"yyyy-MM-dd\THH:mm:ss.fff\Z", CultureInfo.InvariantCulture);
    }

    static DateTime ParseIso(string text) => DateTime.Parse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);

    static DateTime ReadTimestamp(JsonElement element) => element.ValueKind == JsonValueKind.String
        ? ParseIso(element.GetString()!)
        : DateTime.UnixEpoch.AddTicks((long)(element.GetDecimal() * TimeSpan.TicksPerSecond));

    static string DoubleText(double value) => value switch
    {
        double.PositiveInfinity => "Infinity",
        double.NegativeInfinity => "-Infinity",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    static double ParseDouble(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    static void WriteDouble(Utf8JsonWriter writer, double value)
    {
        // JSON has no literal for these three; AWS JSON spells them as strings.
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(DoubleText(value));
    }
}
