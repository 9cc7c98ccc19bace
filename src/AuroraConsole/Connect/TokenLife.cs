using AuroraConsole.Tokens;

namespace AuroraConsole.Connect;

/// <summary>What the page still knows of a token once it has let go of it: all but the secret.</summary>
/// <param name="MintedAt">UTC.</param>
/// <param name="ExpiresAt">UTC.</param>
/// <param name="SignerEndsAt">UTC; <c>null</c> unless the signer's end cuts the token short.</param>
/// <param name="SignerEndKnown"><c>false</c> when the signer is a session whose end nobody tells: it may end before the token.</param>
/// <param name="Role">The database role.</param>
/// <param name="Length">Characters.</param>
/// <param name="Checksum">As <see cref="LoginToken.Checksum"/>.</param>
public sealed record TokenLife(DateTimeOffset MintedAt, DateTimeOffset ExpiresAt, DateTimeOffset? SignerEndsAt, bool SignerEndKnown, string Role, int Length, string Checksum)
{
    /// <summary>That of a token.</summary>
    public static TokenLife Of(MintedToken minted) => new(minted.MintedAt, minted.ExpiresAt, minted.SignerEndsAt, minted.SignerEndKnown, minted.Role, minted.Token.Length, minted.Token.Checksum);
}
