using AuroraConsole.Sandbox;
using AuroraConsole.Sandbox.Account;

// Alone: dotnet run --project src/AuroraConsole.Sandbox -- --Sandbox:AwsUrl=http://127.0.0.1:5081
SandboxHost.OwnProcess();
var home = SandboxHome.Find();
var configuration = new ConfigurationBuilder()
    .SetBasePath(home)
    .AddJsonFile("appsettings.json", optional: true)
    .AddEnvironmentVariables()
    .AddCommandLine(args)
    .Build();
using var loggers = LoggerFactory.Create(logging => logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical).AddConfiguration(configuration.GetSection("Logging")).AddSimpleConsole(console => console.SingleLine = true));
using var stop = new CancellationTokenSource();
using var interrupt = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGINT, Stop);
using var terminate = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, Stop);
try
{
    var options = SandboxOptions.Read(configuration.GetSection("Sandbox"));
    options.DataPath = SandboxHome.DataPath(home, configuration["Sandbox:DataPath"]);
    await using var sandbox = await SandboxHost.StartAsync(options, loggers, stop.Token);
    Console.WriteLine($"""
        AuroraConsole sandbox: account {SandboxOptions.AccountId}, key SANDBOX, secret sandbox
          AWS endpoint   {sandbox.AwsUrl}   (RDS, CloudWatch, CloudWatch Logs, STS; any region)
          Databases      localhost, port {options.GatewayPort} by TLS name, a port of its own for each cluster from {options.GatewayPort + 1}
          Certificate    {sandbox.CaPath}
          Data           {sandbox.Options.DataPath}   (delete it for a factory reset)
        """);
    await Task.Delay(Timeout.Infinite, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    return 0;
}
catch (SandboxStartException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

void Stop(System.Runtime.InteropServices.PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
