using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AuroraConsole.Sandbox.Gateway;

/// <summary>
/// A presigned URL without its scheme, taken apart: <c>host:port/?Action=connect&amp;DBUser=…&amp;X-Amz-…</c>, its parameters in
/// any order (the SDKs differ). <see cref="ToString"/> never shows it.
/// </summary>
internal sealed class LoginToken
{
    private const string DateFormat = "yyyyMMdd'T'HHmmss'Z'";
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private readonly List<(string Name, string Value)> _parameters;

    private LoginToken(string host, List<(string Name, string Value)> parameters)
    {
        Host = host;
        _parameters = parameters;
    }

    /// <summary><c>host:port</c> as signed.</summary>
    public string Host { get; }

    /// <summary>A parameter's decoded value, or <c>null</c>.</summary>
    public string? this[string name] => _parameters.Find(parameter => parameter.Name == name).Value;

    /// <summary><c>X-Amz-Date</c>, or <c>null</c> when it is not one.</summary>
    public DateTimeOffset? SignedAt
        => DateTimeOffset.TryParseExact(this["X-Amz-Date"], DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    /// <summary>Takes a token apart; <c>null</c> when it is none: no query, a bad escape, not UTF-8, a name twice.</summary>
    public static LoginToken? Parse(ReadOnlySpan<byte> token)
    {
        // Printable ASCII only: everything else travels escaped.
        if (token.ContainsAnyExceptInRange((byte)'!', (byte)'~')) return null;
        var text = Encoding.ASCII.GetString(token);
        var split = text.IndexOf("/?", StringComparison.Ordinal);
        if (split <= 0) return null;
        var parameters = new List<(string Name, string Value)>();
        foreach (var pair in text[(split + 2)..].Split('&'))
        {
            var equals = pair.IndexOf('=');
            if (equals <= 0) return null;
            if (Decode(pair[..equals]) is not { } name || Decode(pair[(equals + 1)..]) is not { } value) return null;
            if (parameters.Exists(parameter => parameter.Name == name)) return null;
            parameters.Add((name, value));
        }
        return new LoginToken(text[..split], parameters);
    }

    /// <summary>What the signature was made over (Signature Version 4, query parameters, empty payload).</summary>
    public string StringToSign(string scope)
    {
        var query = _parameters
            .Where(parameter => parameter.Name != "X-Amz-Signature")
            .Select(parameter => (Name: Encode(parameter.Name), Value: Encode(parameter.Value)))
            .OrderBy(parameter => parameter.Name, StringComparer.Ordinal)
            .Select(parameter => $"{parameter.Name}={parameter.Value}");
        var request = $"GET\n/\n{string.Join('&', query)}\nhost:{Host}\n\nhost\n{Hash("")}";
        return $"AWS4-HMAC-SHA256\n{this["X-Amz-Date"]}\n{scope}\n{Hash(request)}";
    }

    /// <inheritdoc />
    public override string ToString() => "***";

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // Uri.EscapeDataString leaves RFC 3986's unreserved characters alone, as SigV4 does.
    private static string Encode(string text) => Uri.EscapeDataString(text);

    private static string? Decode(string text)
    {
        if (!text.Contains('%')) return text;
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                bytes.Add((byte)text[i]);
                continue;
            }
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])) return null;
            bytes.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
            i += 2;
        }
        try
        {
            return Strict.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
