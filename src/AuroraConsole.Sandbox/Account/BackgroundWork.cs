namespace AuroraConsole.Sandbox.Account;

/// <summary>What goes on beside the API, from its start until it is disposed of.</summary>
internal abstract class BackgroundWork : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _run = Task.CompletedTask;

    /// <summary>Begins at once.</summary>
    public void Start() => _run = Task.Run(() => RunAsync(_stopping.Token));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    /// <summary>The work, which ends by the token alone.</summary>
    protected abstract Task RunAsync(CancellationToken cancellationToken);
}
