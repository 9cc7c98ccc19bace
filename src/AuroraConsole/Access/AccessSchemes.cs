using System.Text.Encodings.Web;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace AuroraConsole.Access;

/// <summary>On loopback without sign-in: every request is the one local user's.</summary>
internal sealed class LocalUserHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "local";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(Sessions.LocalUser(Name), Name)));
}

/// <summary><c>Authorization: Bearer</c> with the secret of the file <c>bearer</c> under the data path, for scripts.</summary>
internal sealed class BearerHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, BearerFile bearer)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "bearer";
    private const string Prefix = "Bearer ";

    public static bool IsAskedFor(HttpContext context) => context.Request.Headers.Authorization.ToString().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Task.FromResult(Secret.Same(Request.Headers.Authorization.ToString()[Prefix.Length..].Trim(), bearer.Value)
            ? AuthenticateResult.Success(new AuthenticationTicket(Sessions.LocalUser(Name), Name))
            : AuthenticateResult.Fail("The bearer is not the one in the file."));

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return new Problem("The bearer is not accepted. It is the line in the file bearer under Console:DataPath.", "InvalidBearer", StatusCodes.Status401Unauthorized).ToResult().ExecuteAsync(Context);
    }
}

/// <summary>The scripts' secret, made once, mode 0600.</summary>
internal sealed class BearerFile(ConsoleOptions console)
{
    public string Path { get; } = System.IO.Path.Combine(console.DataPath, "bearer");

    public string Value { get; } = Secret.Keep(System.IO.Path.Combine(PrivateFiles.Folder(console.DataPath), "bearer"));
}
