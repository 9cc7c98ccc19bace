using Amazon.Runtime;
using AuroraConsole.Aws;
using AuroraConsole.Sandbox;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Shared;

namespace AuroraConsole;

/// <summary>The sandbox as a target: started within this process, then reached like any AWS endpoint.</summary>
internal sealed class SandboxTarget(SandboxOptions options, SandboxClock clock, ILoggerFactory loggers) : IHostedService
{
    private SandboxHost? _sandbox;

    /// <summary>The options of the <c>Sandbox:</c> section with the console's defaults.</summary>
    public static SandboxOptions Options(IConfiguration configuration, ConsoleOptions console)
    {
        var options = configuration.GetSection("Sandbox").Get<SandboxOptions>() ?? new SandboxOptions();
        options.DataPath = configuration["Sandbox:DataPath"] is { Length: > 0 } path ? path : ConsolePaths.DefaultSandboxData(console.DataPath);
        return options;
    }

    /// <summary>The key that the sandbox allows everything.</summary>
    public static AwsCredentialSource Credentials(AwsOptions aws) =>
        new(new BasicAWSCredentials("SANDBOX", "sandbox"), "the sandbox's own key", aws.Regions.Count > 0 ? [.. aws.Regions] : ["us-east-1"]);

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken) => _sandbox = await SandboxHost.StartAsync(options, loggers, cancellationToken, clock);

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_sandbox is not null)
            await _sandbox.DisposeAsync();
    }
}
