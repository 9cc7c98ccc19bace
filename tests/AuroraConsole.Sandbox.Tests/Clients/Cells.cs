namespace AuroraConsole.Sandbox.Tests.Clients;

/// <summary>The cells of a client that runs in this process.</summary>
internal sealed class Cells
{
    private readonly Dictionary<string, MatrixCell> _cells = [];

    /// <summary>Runs one; the action returns how it was done, or <c>null</c>. Any exception is a failure.</summary>
    public async Task RunAsync(string name, Func<Task<string?>> action)
    {
        try
        {
            _cells[name] = new MatrixCell("ok", await action());
        }
#pragma warning disable CA1031 // Whatever a client throws fails its cell, and the others still run.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            _cells[name] = new MatrixCell("failed", failed.ToString());
        }
    }

    public void Cannot(string name, string why) => _cells[name] = new MatrixCell("cannot", why);

    public MatrixRow Row(string version) => new(version, _cells);
}
