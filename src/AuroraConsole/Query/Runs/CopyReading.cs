using System.Data;
using Npgsql;

namespace AuroraConsole.Query.Runs;

/// <summary>Reads what <c>COPY … TO STDOUT</c> sends, byte for byte, and leaves the connection usable however it ends.</summary>
internal static class CopyReading
{
    /// <summary>Starts the copy, hands its bytes to <paramref name="read"/>, then ends it.</summary>
    /// <param name="connection">Open and idle.</param>
    /// <param name="sql">The COPY.</param>
    /// <param name="isBinary">As its options say; the driver wants to know.</param>
    /// <param name="read">Answers <c>false</c> when it wants no more.</param>
    /// <param name="cancellationToken">Stops the server too.</param>
    /// <exception cref="PostgresException">What the server says to it.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async Task<bool> ReadAsync(NpgsqlConnection connection, string sql, bool isBinary, Func<Stream, Task<bool>> read, CancellationToken cancellationToken)
    {
        var stream = isBinary ? await connection.BeginRawBinaryCopyAsync(sql, cancellationToken) : (NpgsqlRawCopyStream)((StreamReader)await connection.BeginTextExportAsync(sql, cancellationToken)).BaseStream;
        var isWhole = false;
        try
        {
            return isWhole = await read(stream);
        }
        finally
        {
            try
            {
                if (!isWhole && connection.State == ConnectionState.Open)
                    await stream.CancelAsync();
                await stream.DisposeAsync();
            }
            catch (Exception stopped) when (stopped is NpgsqlException or ObjectDisposedException && connection.State == ConnectionState.Open)
            {
                // The server's word that it was stopped, which the driver takes for a timeout; or it had ended by itself.
            }
        }
    }
}
