using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AuroraConsole.Sandbox.Account;

/// <summary>Mints a login token as the SDKs do: a presigned URL without its scheme.</summary>
internal static class ConnectToken
{
    /// <param name="host"><c>host:port</c>, as the endpoint has it.</param>
    /// <param name="region">Region of the cluster.</param>
    /// <param name="user">Database user.</param>
    /// <param name="accessKeyId">Whose key signs.</param>
    /// <param name="secret">Its secret.</param>
    /// <param name="signedAt">Age counts from here.</param>
    public static string Mint(string host, string region, string user, string accessKeyId, string secret, DateTimeOffset signedAt)
    {
        var stamp = signedAt.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{stamp[..8]}/{region}/rds-db/aws4_request";
        var query = "Action=connect&DBUser=" + Uri.EscapeDataString(user)
            + "&X-Amz-Algorithm=AWS4-HMAC-SHA256"
            + "&X-Amz-Credential=" + Uri.EscapeDataString($"{accessKeyId}/{scope}")
            + $"&X-Amz-Date={stamp}&X-Amz-Expires=900&X-Amz-SignedHeaders=host";
        var request = $"GET\n/\n{query}\nhost:{host}\n\nhost\n{Hash("")}";
        var toSign = $"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{Hash(request)}";
        var signature = HMACSHA256.HashData(SigningKey.Derive(secret, stamp[..8], region, "rds-db"), Encoding.UTF8.GetBytes(toSign));
        return $"{host}/?{query}&X-Amz-Signature={Convert.ToHexStringLower(signature)}";
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
