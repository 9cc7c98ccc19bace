using AuroraConsole.Audit;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AuroraConsole.Access;

/// <summary>The sign-in page, its check, and sign-out.</summary>
internal static class SignInEndpoints
{
    public const string Path = "/sign-in";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, (HttpContext context, string? to) =>
            context.User.Identity?.IsAuthenticated == true ? Results.LocalRedirect(LocalPath(to)) : new RazorComponentResult<SignInPage>())
            .AllowAnonymous().ExcludeFromDescription();
        routes.MapPost(Path, SignInAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost("/sign-out", SignOutAsync).ExcludeFromDescription();
    }

    /// <summary>The path to go on to: one of this console, never another site.</summary>
    public static string LocalPath(string? to) =>
        to is ['/', ..] and not ['/', '/' or '\\', ..] && !to.Any(char.IsControl) && !to.StartsWith(Path, StringComparison.OrdinalIgnoreCase) ? to : "/clusters";

    private static async Task<IResult> SignInAsync(SignInRequest request, HttpContext context, SignInLink link, Sessions sessions, AuditTrail trail)
    {
        switch (link.Use(request.Code ?? ""))
        {
            case SignInLink.Outcome.TooMany:
                throw new ProblemException(new Problem("Too many codes were tried. Wait a minute, then open the newest link.", "TooManySignIns", StatusCodes.Status429TooManyRequests));
            case SignInLink.Outcome.Refused:
                // Not an entry of the trail: whoever may not come in could fill the disk with them.
                throw new ProblemException(new Problem("This link was used already or is not from this start of the console. The newest one stands in the terminal where the console runs.", "InvalidSignInCode", StatusCodes.Status401Unauthorized));
        }

        using var record = trail.Begin(Environment.UserName, Act.SignIn.ToString(), "console");
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, sessions.Open(CookieAuthenticationDefaults.AuthenticationScheme));
        record.Succeeded();
        return Results.Json(new { to = LocalPath(request.To) });
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, Sessions sessions, AccessControl access)
    {
        using var record = access.Begin(Actor.Of(context.User), Act.SignIn, "console", ("out", "true"));
        sessions.EndAll();
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        record.Succeeded();
        return Results.Redirect(Path);
    }

    /// <summary>What the sign-in page sends.</summary>
    private sealed record SignInRequest(string? Code, string? To);
}
