using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AuroraConsole.Tokens;

/// <summary>A Signature Version 4 presigned <c>rds-db:connect</c> request without its scheme.</summary>
internal static class TokenSignature
{
    private const int LifetimeSeconds = 900;
    private const string HashOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>The token. <paramref name="host"/> is signed with its port, the role exactly as given (the SDKs sign spaces as they are).</summary>
    public static string Presign(string host, int port, string region, string role, string accessKey, string secretKey, string? sessionToken, DateTimeOffset now)
    {
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var date = time[..8];
        var scope = $"{date}/{region}/rds-db/aws4_request";
        var hostAndPort = $"{host.ToLowerInvariant()}:{port.ToString(CultureInfo.InvariantCulture)}";
        // Already in the order of their names, as the canonical request wants them.
        var query = $"Action=connect&DBUser={Escape(role)}&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={Escape($"{accessKey}/{scope}")}"
            + $"&X-Amz-Date={time}&X-Amz-Expires={LifetimeSeconds.ToString(CultureInfo.InvariantCulture)}"
            + (string.IsNullOrEmpty(sessionToken) ? "" : $"&X-Amz-Security-Token={Escape(sessionToken)}")
            + "&X-Amz-SignedHeaders=host";
        var canonical = $"GET\n/\n{query}\nhost:{hostAndPort}\n\nhost\n{HashOfNothing}";
        var toSign = $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Utf8(canonical)))}";
        var key = HMACSHA256.HashData(Utf8($"AWS4{secretKey}"), Utf8(date));
        key = HMACSHA256.HashData(key, Utf8(region));
        key = HMACSHA256.HashData(key, "rds-db"u8);
        key = HMACSHA256.HashData(key, "aws4_request"u8);
        return $"{hostAndPort}/?{query}&X-Amz-Signature={Convert.ToHexStringLower(HMACSHA256.HashData(key, Utf8(toSign)))}";
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    // Uri.EscapeDataString keeps exactly RFC 3986's unreserved characters, which is what Signature Version 4 asks for.
    private static string Escape(string value) => Uri.EscapeDataString(value);
}
