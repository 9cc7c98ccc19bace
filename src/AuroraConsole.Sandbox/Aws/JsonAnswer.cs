using System.Text.Json;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>Answers as JSON; times are epoch seconds.</summary>
internal static class JsonAnswer
{
    public static byte[] Write(ApiObject value)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            Write(json, value);
        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case ApiObject members:
                json.WriteStartObject();
                foreach (var (name, member) in members)
                {
                    json.WritePropertyName(name);
                    Write(json, member);
                }

                json.WriteEndObject();
                break;
            case ApiList list:
                json.WriteStartArray();
                foreach (var item in list.Items)
                    Write(json, item);
                json.WriteEndArray();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case DateTimeOffset time:
                json.WriteNumberValue(time.ToUnixTimeMilliseconds() / 1000m);
                break;
            default:
                throw new ArgumentException($"An answer cannot hold a {value.GetType()}.", nameof(value));
        }
    }
}
