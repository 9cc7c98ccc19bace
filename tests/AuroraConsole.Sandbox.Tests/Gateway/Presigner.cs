using System.Security.Cryptography;
using System.Text;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Tests.Gateway;

/// <summary>Signs a login token as the SDKs do, with every part open to be got wrong.</summary>
internal sealed record Presigner
{
    public required string Host { get; init; }
    public required string User { get; init; }
    public required DateTimeOffset At { get; init; }
    public string Key { get; init; } = "SANDBOX";
    public string Secret { get; init; } = "sandbox";
    public string Region { get; init; } = "us-east-1";
    public string Service { get; init; } = "rds-db";
    public string Action { get; init; } = "connect";
    public string Expires { get; init; } = "900";
    public string? SessionToken { get; init; }

    public string Token()
    {
        var date = At.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'");
        var scope = $"{date[..8]}/{Region}/{Service}/aws4_request";
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["Action"] = Action,
            ["DBUser"] = User,
            ["X-Amz-Algorithm"] = "AWS4-HMAC-SHA256",
            ["X-Amz-Credential"] = $"{Key}/{scope}",
            ["X-Amz-Date"] = date,
            ["X-Amz-Expires"] = Expires,
            ["X-Amz-SignedHeaders"] = "host",
        };
        if (SessionToken is not null) parameters["X-Amz-Security-Token"] = SessionToken;
        var query = string.Join('&', parameters.Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));
        var request = $"GET\n/\n{query}\nhost:{Host}\n\nhost\n{Hash("")}";
        var signature = HMACSHA256.HashData(SigningKey.Derive(Secret, date[..8], Region, Service), Encoding.UTF8.GetBytes($"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Hash(request)}"));
        return $"{Host}/?{query}&X-Amz-Signature={Convert.ToHexStringLower(signature)}";
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
