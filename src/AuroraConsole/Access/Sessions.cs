using System.Security.Claims;
using System.Text;
using AuroraConsole.Shared;

namespace AuroraConsole.Access;

/// <summary>
/// The sign-ins of the one local user. Each carries the mark of its time; signing out changes the mark, which ends them all,
/// on every page and past a restart.
/// </summary>
internal sealed class Sessions(ConsoleOptions console)
{
    private const string MarkClaim = "mark";
    private readonly string _path = Path.Combine(PrivateFiles.Folder(console.DataPath, "keys"), "sign-ins");
    private volatile string? _mark;

    /// <summary>The one local user.</summary>
    public static ClaimsPrincipal LocalUser(string scheme, params Claim[] more) =>
        new(new ClaimsIdentity([new Claim(ClaimTypes.Name, Environment.UserName), .. more], scheme));

    /// <summary>A sign-in of now.</summary>
    public ClaimsPrincipal Open(string scheme) => LocalUser(scheme, new Claim(MarkClaim, Mark));

    /// <summary>Whether a principal's sign-in still holds. One that never signed in by cookie (local user, bearer) always does.</summary>
    public bool Holds(ClaimsPrincipal? principal) => principal?.FindFirst(MarkClaim)?.Value is not { } mark || Secret.Same(mark, Mark);

    /// <summary>Ends every sign-in.</summary>
    public void EndAll()
    {
        var mark = Secret.New();
        PrivateFiles.Replace(_path, Encoding.ASCII.GetBytes(mark));
        _mark = mark;
    }

    private string Mark => _mark ??= Secret.Keep(_path);
}
