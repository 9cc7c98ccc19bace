using System.Security.Cryptography;
using System.Text;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Gateway;

/// <summary>What the verifier found.</summary>
/// <param name="Outcome">Of the token alone: success, <see cref="LoginOutcome.InvalidToken"/> or <see cref="LoginOutcome.ExpiredToken"/>.</param>
/// <param name="AccessKeyId">Who signed, once the signature is known to be right.</param>
/// <param name="CallerArn">The principal of that key.</param>
internal sealed record TokenVerdict(LoginOutcome Outcome, string? AccessKeyId = null, string? CallerArn = null);

/// <summary>Decides whether a password is a token that this endpoint, this user and this moment accept.</summary>
internal sealed class TokenVerifier(Func<string, IamCredential?> findKey, TimeProvider clock)
{
    private const int LongestLife = 900;
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);
    private static readonly TokenVerdict Invalid = new(LoginOutcome.InvalidToken);

    /// <summary>Everything signed is compared exactly; the age counts only once the signature is right.</summary>
    public TokenVerdict Verify(ReadOnlySpan<byte> password, DatabaseRoute route, string user)
    {
        if (LoginToken.Parse(password) is not { SignedAt: { } signedAt } token) return Invalid;
        if (!route.TokenHosts.Contains(token.Host, StringComparer.Ordinal)) return Invalid;
        if (token["Action"] != "connect" || token["DBUser"] != user) return Invalid;
        if (token["X-Amz-Algorithm"] != "AWS4-HMAC-SHA256" || token["X-Amz-SignedHeaders"] != "host") return Invalid;
        if (!int.TryParse(token["X-Amz-Expires"], System.Globalization.NumberStyles.None, null, out var life) || life is < 1 or > LongestLife) return Invalid;

        if (token["X-Amz-Credential"]?.Split('/') is not [var keyId, var date, var region, "rds-db", "aws4_request"]) return Invalid;
        if (region != route.Region || !token["X-Amz-Date"]!.StartsWith(date + "T", StringComparison.Ordinal)) return Invalid;
        if (findKey(keyId) is not { } credential || !IsSignedBy(token, credential, date, region)) return Invalid;
        if (!SameText(token["X-Amz-Security-Token"], credential.SessionToken)) return Invalid;

        var now = clock.GetUtcNow();
        if (signedAt > now + ClockSkew) return Invalid;
        // A token lives no longer than the credential that signed it.
        var end = signedAt.AddSeconds(life);
        if (credential.ExpiresAt < end) end = credential.ExpiresAt.Value;
        return new TokenVerdict(now >= end ? LoginOutcome.ExpiredToken : LoginOutcome.Success, keyId, credential.PrincipalArn);
    }

    private static bool IsSignedBy(LoginToken token, IamCredential credential, string date, string region)
    {
        var given = token["X-Amz-Signature"];
        if (given is not { Length: 64 } || !given.All(char.IsAsciiHexDigitLower)) return false;
        var key = SigningKey.Derive(credential.SecretAccessKey, date, region, "rds-db");
        var expected = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(token.StringToSign($"{date}/{region}/rds-db/aws4_request")));
        return CryptographicOperations.FixedTimeEquals(expected, Convert.FromHexString(given));
    }

    private static bool SameText(string? given, string? expected)
        => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given ?? ""), Encoding.UTF8.GetBytes(expected ?? ""));
}
