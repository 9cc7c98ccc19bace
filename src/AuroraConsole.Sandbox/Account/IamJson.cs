using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AuroraConsole.Sandbox.Account;

/// <summary>How <c>iam.json</c> is read and written.</summary>
internal static class IamJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        Converters = { new OneOrMany(), new Statements(), new Principals() },
    };

    /// <summary>IAM writes one value bare and several as a list.</summary>
    private sealed class OneOrMany : JsonConverter<Texts>
    {
        public override Texts Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartArray)
                return new Texts([Scalar(ref reader)]);

            var values = new List<string>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                values.Add(Scalar(ref reader));
            return new Texts(values);
        }

        public override void Write(Utf8JsonWriter writer, Texts value, JsonSerializerOptions options)
        {
            if (value.Values is [var only])
                writer.WriteStringValue(only);
            else
                JsonSerializer.Serialize(writer, value.Values, options);
        }

        private static string Scalar(ref Utf8JsonReader reader) => reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString()!,
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
            _ => throw new JsonException("A string or a list of strings is expected."),
        };
    }

    /// <summary>A policy of one statement may hold it bare.</summary>
    private sealed class Statements : JsonConverter<IReadOnlyList<PolicyStatement>>
    {
        public override IReadOnlyList<PolicyStatement> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.StartObject
                ? [JsonSerializer.Deserialize<PolicyStatement>(ref reader, options)!]
                : JsonSerializer.Deserialize<PolicyStatement[]>(ref reader, options)!;

        public override void Write(Utf8JsonWriter writer, IReadOnlyList<PolicyStatement> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.ToArray(), options);
    }

    /// <summary><c>"*"</c> is short for <c>{"AWS": "*"}</c>.</summary>
    private sealed class Principals : JsonConverter<PolicyPrincipal>
    {
        public override PolicyPrincipal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
                ? new PolicyPrincipal(new() { ["AWS"] = new Texts([reader.GetString()!]) })
                : new PolicyPrincipal(JsonSerializer.Deserialize<Dictionary<string, Texts>>(ref reader, options)!);

        public override void Write(Utf8JsonWriter writer, PolicyPrincipal value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Values, options);
    }
}
