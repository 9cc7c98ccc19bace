using AuroraConsole;
using AuroraConsole.Access;
using AuroraConsole.Activity;
using AuroraConsole.Audit;
using AuroraConsole.AuthActivity;
using AuroraConsole.Aws;
using AuroraConsole.Checks;
using AuroraConsole.Clusters;
using AuroraConsole.Connect;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Layout;
using AuroraConsole.Query;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Shared;
using AuroraConsole.Tokens;
using Radzen;

// With it, which a process that started this one may have set for itself, the blocking reads of a running query hang.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", null);
try
{
    await Build(args).RunAsync();
    return 0;
}
catch (Exception error) when (error is ConfigurationException or SandboxStartException)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}
catch (InvalidOperationException error) when (error.Source == "Microsoft.Extensions.Configuration.Binder")
{
    await Console.Error.WriteLineAsync($"{error.Message} Correct the key in appsettings.json, the environment or the command line.");
    return 1;
}
catch (IOException error) when (error.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    await Console.Error.WriteLineAsync($"{error.Message} Stop the program that has the port, or choose another with --Urls=http://127.0.0.1:PORT.");
    return 1;
}

static string DataFolder(string path)
{
    try
    {
        return PrivateFiles.Folder(path);
    }
    catch (Exception error) when (error is IOException or UnauthorizedAccessException)
    {
        throw new ConfigurationException($"Console:DataPath is {path}, which cannot be made or kept to its owner: {error.Message} Choose a folder of your own.", error);
    }
}

static WebApplication Build(string[] args)
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ApplicationName = "AuroraConsole", ContentRootPath = ConsolePaths.ContentRoot });
    builder.WebHost.UseStaticWebAssets();
    // A failed start is told in a sentence below; the host would add its stack trace.
    builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

    var configuration = builder.Configuration;
    var console = configuration.GetSection("Console").Get<ConsoleOptions>() ?? new ConsoleOptions();
    console.DataPath = DataFolder(console.DataPath is { Length: > 0 } path ? path : ConsolePaths.DefaultConsoleData);
    var aws = configuration.GetSection("Aws").Get<AwsOptions>() ?? new AwsOptions();
    var services = builder.Services;

    // The one place that knows the target: from here on both are an endpoint, credentials and a badge.
    var onAccount = console.Target.ToUpperInvariant() switch
    {
        "AWS" => true,
        "SANDBOX" => false,
        _ => throw new ConfigurationException($"Console:Target is {console.Target}; it is either Sandbox or Aws."),
    };
    if (onAccount)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddAws(aws, AwsCredentialSource.Resolve(aws), new AwsTarget("AWS", IsLocal: false));
    }
    else
    {
        var sandbox = SandboxTarget.Options(configuration, console);
        aws.ServiceUrl = sandbox.AwsUrl;
        // One time for both: a clock that a test moves must not part what the page says from what the gateway does.
        var clock = new SandboxClock();
        services.AddSingleton<TimeProvider>(clock);
        services.AddHostedService(provider => new SandboxTarget(sandbox, clock, provider.GetRequiredService<ILoggerFactory>()));
        services.AddAws(aws, SandboxTarget.Credentials(aws), new AwsTarget("Sandbox", IsLocal: true));
    }

    services.AddSingleton(console)
        .AddScoped<Toasts>()
        .AddScoped<PageAddress>()
        .AddAudit()
        .AddAccess(new AccessOptions { RequireSignIn = onAccount, Urls = (configuration["Urls"] ?? "http://127.0.0.1:5080").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) })
        .AddFleet()
        .AddTokens()
        .AddDatabase()
        .AddChecks()
        .AddAuthActivity()
        .AddClusters()
        .AddConnect()
        .AddQuery(configuration)
        .AddActivity()
        .AddOpenApi()
        .AddRadzenComponents()
        .AddRazorComponents()
        .AddInteractiveServerComponents();

    var app = builder.Build();
    // In front of UseAccess, which gives every failure of the API its own words: only pages are left without.
    app.UseStatusCodePagesWithReExecute("/not-found");
    app.UseAccess();
    app.UseAntiforgery();
    app.MapStaticAssets().AllowAnonymous();
    app.MapAccess();
    app.MapHealth();
    app.MapAuthActivity();
    app.MapClusters();
    app.MapConnect();
    app.MapQuery();
    app.MapActivity();
    app.MapOpenApi();
    // The frame rule stands in the one policy that UseAccess sends.
    app.MapRazorComponents<App>().AddInteractiveServerRenderMode(mode => mode.ContentSecurityFrameAncestorsPolicy = "'none'");
    return app;
}
