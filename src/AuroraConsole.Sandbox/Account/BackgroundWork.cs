namespace AuroraConsole.Sandbox.Account;

/// <summary>What goes on beside the API, from its start until it is disposed of.</summary>
internal abstract partial class BackgroundWork(ILogger logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _run = Task.CompletedTask;

    /// <summary>Begins at once.</summary>
    public void Start() => _run = Task.Run(CarryOnAsync);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _run;
        _stopping.Dispose();
    }

    /// <summary>The work, which ends by the token alone.</summary>
    protected abstract Task RunAsync(CancellationToken cancellationToken);

    private async Task CarryOnAsync()
    {
        try
        {
            await RunAsync(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The end.
        }
#pragma warning disable CA1031 // Nobody awaits the work before the end; a fault nobody knows of would be met far from here.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.Ended(logger, fault, GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Work} ended by a fault; it begins again with the sandbox.")]
        public static partial void Ended(ILogger logger, Exception fault, string work);
    }
}
