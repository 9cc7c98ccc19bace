using AuroraConsole.Aws;

namespace AuroraConsole.Tokens;

/// <summary>A login token. A type of its own so that no log, page or message shows it by accident.</summary>
public sealed class LoginToken(string value)
{
    /// <summary>The secret itself: for the clipboard, the password and nothing else.</summary>
    public string Reveal() => value;

    /// <summary>Characters.</summary>
    public int Length => value.Length;

    /// <summary>Short checksum (first 8 hex digits of SHA-256, as 4-4) that lets one compare without seeing.</summary>
    public string Checksum
    {
        get
        {
            var hex = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(value)));
            return $"{hex[..4]}-{hex[4..8]}";
        }
    }

    /// <inheritdoc />
    public override string ToString() => "***";
}

/// <summary>A token with all that is needed to use it.</summary>
/// <param name="Token">The secret.</param>
/// <param name="MintedAt">UTC.</param>
/// <param name="ExpiresAt">UTC; the earlier of 15 minutes and the signer's own end.</param>
/// <param name="SignerEndsAt">UTC end of the signing credentials when that is what cuts the token short; else <c>null</c>.</param>
/// <param name="Host">The endpoint it is signed for.</param>
/// <param name="Port">TCP port it is signed for.</param>
/// <param name="Role">The database role it logs in.</param>
/// <param name="Signer">What signed it.</param>
/// <param name="SignerEndKnown"><c>false</c>: it was signed in a session that does not tell its end, and dies with it if that is sooner.</param>
public sealed record MintedToken(LoginToken Token, DateTimeOffset MintedAt, DateTimeOffset ExpiresAt, DateTimeOffset? SignerEndsAt, string Host, int Port, string Role, Signer Signer, bool SignerEndKnown);
