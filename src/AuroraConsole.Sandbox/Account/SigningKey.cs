using System.Security.Cryptography;
using System.Text;

namespace AuroraConsole.Sandbox.Account;

/// <summary>Signature Version 4's derived key, shared by the verifier of API requests and the verifier of login tokens.</summary>
public static class SigningKey
{
    /// <summary>HMAC chain over date (yyyymmdd), region, service and <c>aws4_request</c>; 32 bytes.</summary>
    public static byte[] Derive(string secretAccessKey, string date, string region, string service)
    {
        var key = HMACSHA256.HashData(Encoding.UTF8.GetBytes("AWS4" + secretAccessKey), Encoding.UTF8.GetBytes(date));
        key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(region));
        key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(service));
        return HMACSHA256.HashData(key, "aws4_request"u8);
    }
}
