using AuroraConsole.Shared;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace AuroraConsole.Access;

/// <summary>Sign-in, request checks, response headers and the answers to failures.</summary>
public static class AccessSetup
{
    private const string EitherScheme = "sign-in";

    /// <summary>
    /// Adds the room. Every endpoint is closed to who is not signed in unless it says <c>AllowAnonymous()</c>.
    /// </summary>
    /// <exception cref="Aws.ConfigurationException">The addresses would let a network in without sign-in.</exception>
    public static IServiceCollection AddAccess(this IServiceCollection services, AccessOptions options)
    {
        OwnHosts.Check(options);
        services.AddSingleton(options).AddSingleton<OwnHosts>().AddSingleton<AccessControl>().AddSingleton<Sessions>().AddSingleton<SignInLink>();
        services.AddScoped<CircuitHandler, CircuitGate>();
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        // Unreadable input reaches ErrorAnswers as an exception, there to become a sentence.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        KeepKeys(services);
        if (options.RequireSignIn)
            AddSignIn(services, options);
        else
            services.AddAuthentication(LocalUserHandler.Name).AddScheme<AuthenticationSchemeOptions, LocalUserHandler>(LocalUserHandler.Name, null);
        return services;
    }

    /// <summary>The checks, in front of everything else.</summary>
    public static IApplicationBuilder UseAccess(this IApplicationBuilder app) => app
        .UseMiddleware<ResponseHeaders>()
        .UseMiddleware<ErrorAnswers>()
        .UseMiddleware<RequestChecks>()
        .UseAuthentication()
        .UseAuthorization();

    /// <summary><c>/sign-in</c> and <c>/sign-out</c>.</summary>
    public static IEndpointRouteBuilder MapAccess(this IEndpointRouteBuilder routes)
    {
        SignInEndpoints.Map(routes);
        return routes;
    }

    private static void AddSignIn(IServiceCollection services, AccessOptions options)
    {
        services.AddSingleton<BearerFile>().AddHostedService<SignInAnnouncement>();
        services.AddAuthentication(EitherScheme)
            .AddPolicyScheme(EitherScheme, null, either => either.ForwardDefaultSelector = context =>
                BearerHandler.IsAskedFor(context) ? BearerHandler.Name : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.Name, null)
            .AddCookie(cookie => SetUp(cookie, options));
    }

    private static void SetUp(CookieAuthenticationOptions cookie, AccessOptions options)
    {
        // Ports of one host share cookies: the port in the name keeps two consoles apart.
        cookie.Cookie.Name = $"aurora-console-{BindingAddress.Parse(options.Urls[0]).Port}";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Strict;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = TimeSpan.FromHours(12);
        cookie.Events.OnValidatePrincipal = async context =>
        {
            if (context.HttpContext.RequestServices.GetRequiredService<Sessions>().Holds(context.Principal))
                return;
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(context.Scheme.Name);
        };
        cookie.Events.OnRedirectToLogin = context =>
        {
            var request = context.Request;
            if (HttpMethods.IsGet(request.Method) && !request.Path.StartsWithSegments("/api") && !request.Path.StartsWithSegments("/_blazor") && !request.Path.StartsWithSegments("/openapi"))
            {
                context.Response.Redirect($"{SignInEndpoints.Path}?to={Uri.EscapeDataString(request.Path + request.QueryString)}");
                return Task.CompletedTask;
            }

            return new Problem("Sign in with the link the console printed when it started; a script sends the bearer of the file bearer under Console:DataPath.", "NotSignedIn", StatusCodes.Status401Unauthorized)
                .ToResult().ExecuteAsync(context.HttpContext);
        };
    }

    private static void KeepKeys(IServiceCollection services)
    {
        services.AddDataProtection();
        services.AddOptions<KeyManagementOptions>().Configure<ConsoleOptions, ILoggerFactory>((keys, console, logger) =>
            keys.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(PrivateFiles.Folder(console.DataPath, "keys")), logger));
        // It warns that keys lie unencrypted; the folder is 0700, and a key to encrypt them with would lie beside them.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error));
    }
}
