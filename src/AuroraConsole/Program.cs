using AuroraConsole.Access;
using AuroraConsole.Audit;
using AuroraConsole.Aws;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Layout;
using AuroraConsole.Shared;
using AuroraConsole.Tokens;
using Radzen;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = args,
    ApplicationName = "AuroraConsole",
    ContentRootPath = ConsolePaths.ContentRoot,
});
builder.WebHost.UseStaticWebAssets();

var console = builder.Configuration.GetSection("Console").Get<ConsoleOptions>() ?? new ConsoleOptions();
console.DataPath = Path.GetFullPath(console.DataPath is { Length: > 0 } path ? path : ConsolePaths.DefaultConsoleData);
var aws = builder.Configuration.GetSection("Aws").Get<AwsOptions>() ?? new AwsOptions();
aws.ServiceUrl ??= "http://127.0.0.1:5081";
var source = new AwsCredentialSource(new Amazon.Runtime.BasicAWSCredentials("SANDBOX", "sandbox"), "the sandbox's own key", ["us-east-1"]);

builder.Services
    .AddSingleton(console)
    .AddSingleton(TimeProvider.System)
    .AddScoped<Toasts>()
    .AddAudit()
    .AddSingleton<AccessControl>()
    .AddAws(aws, source, new AwsTarget("Sandbox", IsLocal: true))
    .AddFleet()
    .AddTokens()
    .AddDatabase()
    .AddRadzenComponents()
    .AddRazorComponents()
    .AddInteractiveServerComponents();

var app = builder.Build();
app.Use((context, next) =>
{
    context.User = new(new System.Security.Claims.ClaimsIdentity([new(System.Security.Claims.ClaimTypes.Name, Environment.UserName)], "local"));
    return next();
});
app.UseAntiforgery();
app.MapStaticAssets();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
app.Run();
