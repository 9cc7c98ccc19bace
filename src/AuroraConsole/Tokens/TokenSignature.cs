using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AuroraConsole.Tokens;

/// <summary>A Signature Version 4 presigned <c>rds-db:connect</c> request without its scheme.</summary>
internal static class TokenSignature
{
    private const int LifetimeSeconds = 900;

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
        var canonical = $"GET\n/\n{query}\nhost:{hostAndPort}\n\nhost\n{Hash("")}";
        var toSign = $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Hash(canonical)}";
        var key = new[] { date, region, "rds-db", "aws4_request" }
            .Aggregate(Encoding.UTF8.GetBytes("AWS4" + secretKey), (current, part) => HMACSHA256.HashData(current, Encoding.UTF8.GetBytes(part)));
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
        return $"{hostAndPort}/?{query}&X-Amz-Signature={signature}";
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // Uri.EscapeDataString keeps exactly RFC 3986's unreserved characters, which is what Signature Version 4 asks for.
    private static string Escape(string value) => Uri.EscapeDataString(value);
}
