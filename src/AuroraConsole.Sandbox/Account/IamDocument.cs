using System.Text.Json;
using System.Text.Json.Serialization;

namespace AuroraConsole.Sandbox.Account;

/// <summary>The content of <c>iam.json</c>: IAM's own names and grammar.</summary>
public sealed record IamDocument
{
    /// <summary>Users with their keys.</summary>
    public IReadOnlyList<IamUser> Users { get; init; } = [];

    /// <summary>Roles that may be assumed.</summary>
    public IReadOnlyList<IamRole> Roles { get; init; } = [];

    /// <summary>Managed policies, attached to users and roles by ARN or name.</summary>
    public IReadOnlyList<IamManagedPolicy> Policies { get; init; } = [];

    /// <summary>Reads and checks a document.</summary>
    /// <exception cref="FormatException">With a sentence that names the place.</exception>
    public static IamDocument Parse(string json)
    {
        IamDocument document;
        try
        {
            document = JsonSerializer.Deserialize<IamDocument>(json, IamJson.Options) ?? throw new FormatException("The document is empty.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"{e.Message}", e);
        }

        var keys = document.Users.SelectMany(u => u.AccessKeys).Select(k => k.AccessKeyId).ToList();
        if (keys.GroupBy(k => k).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new FormatException($"The access key \"{twice.Key}\" appears twice.");
        foreach (var statement in document.Statements())
            statement.Check();
        foreach (var attached in document.Users.SelectMany(u => u.AttachedPolicies).Concat(document.Roles.SelectMany(r => r.AttachedPolicies)))
        {
            if (document.FindPolicy(attached) is null)
                throw new FormatException($"The attached policy \"{attached}\" is not among Policies.");
        }

        return document;
    }

    /// <summary>A managed policy by its name or ARN.</summary>
    public IamManagedPolicy? FindPolicy(string nameOrArn) =>
        Policies.FirstOrDefault(p => p.PolicyName == nameOrArn || nameOrArn.EndsWith(":policy/" + p.PolicyName, StringComparison.Ordinal));

    private IEnumerable<PolicyStatement> Statements() =>
        Users.SelectMany(u => u.Policies).Concat(Roles.SelectMany(r => r.Policies)).Select(p => p.PolicyDocument)
            .Concat(Policies.Select(p => p.PolicyDocument))
            .SelectMany(d => d.Statement)
            .Concat(Roles.SelectMany(r => r.AssumeRolePolicyDocument?.Statement ?? []));
}

/// <summary>A user.</summary>
public sealed record IamUser(string UserName)
{
    /// <summary>Its keys.</summary>
    public IReadOnlyList<IamAccessKey> AccessKeys { get; init; } = [];

    /// <summary>Inline policies.</summary>
    public IReadOnlyList<IamInlinePolicy> Policies { get; init; } = [];

    /// <summary>Names or ARNs of managed policies.</summary>
    public IReadOnlyList<string> AttachedPolicies { get; init; } = [];
}

/// <summary>A long-lived key.</summary>
public sealed record IamAccessKey(string AccessKeyId, string SecretAccessKey);

/// <summary>A role.</summary>
public sealed record IamRole(string RoleName)
{
    /// <summary>Who may assume it; nobody when absent.</summary>
    public PolicyDocument? AssumeRolePolicyDocument { get; init; }

    /// <summary>Inline policies.</summary>
    public IReadOnlyList<IamInlinePolicy> Policies { get; init; } = [];

    /// <summary>Names or ARNs of managed policies.</summary>
    public IReadOnlyList<string> AttachedPolicies { get; init; } = [];
}

/// <summary>A policy within a user or role.</summary>
public sealed record IamInlinePolicy(string PolicyName, PolicyDocument PolicyDocument);

/// <summary>A policy that stands alone.</summary>
public sealed record IamManagedPolicy(string PolicyName, PolicyDocument PolicyDocument);

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
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        Converters = { new OneOrMany(), new Principals() },
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
            JsonTokenType.Number => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
            _ => throw new JsonException("A string or a list of strings is expected."),
        };
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
