using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace AuroraConsole.Access;

/// <summary>Who acts: the person or script behind a page or an API call.</summary>
/// <param name="Name">As the audit trail names them.</param>
/// <param name="IsSignedIn">Nobody who is not signed in may do anything.</param>
public sealed record Actor(string Name, bool IsSignedIn)
{
    /// <summary>Somebody without a sign-in.</summary>
    public static readonly Actor Nobody = new("nobody", false);

    /// <summary>The name of the actor's files: a name may hold anything, its digest is safe.</summary>
    internal string FileName => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Name)))[..32];

    /// <summary>The actor of a principal, as sign-in made it.</summary>
    public static Actor Of(ClaimsPrincipal? principal) =>
        principal?.Identity is { IsAuthenticated: true, Name: { Length: > 0 } name } ? new Actor(name, true) : Nobody;
}
