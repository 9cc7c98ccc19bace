namespace AuroraConsole.Sandbox.Account;

/// <summary>One process a data path; the system lets go of it when the process ends, however it ends.</summary>
internal sealed class DataPathLock : IAsyncDisposable
{
    private readonly FileStream _file;

    private DataPathLock(FileStream file) => _file = file;

    /// <exception cref="SandboxStartException">Another process has it, and keeps it for longer than one that is just ending.</exception>
    public static async Task<DataPathLock> TakeAsync(string dataPath, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new DataPathLock(AccountFiles.Open(Path.Combine(dataPath, "sandbox.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite));
            }
            catch (IOException) when (attempt < 10)
            {
                await Task.Delay(100, cancellationToken);
            }
            catch (IOException e)
            {
                throw new SandboxStartException(
                    $"Another sandbox is running on {dataPath}. Stop it, or give this one a folder of its own with --Sandbox:DataPath=FOLDER.", e);
            }
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
