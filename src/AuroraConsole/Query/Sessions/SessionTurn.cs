using Npgsql;

namespace AuroraConsole.Query.Sessions;

/// <summary>The right to use a session's connection. Disposing it learns what state the session is in now and gives the right back.</summary>
internal sealed class SessionTurn(QuerySession session, NpgsqlConnection connection) : IAsyncDisposable
{
    /// <summary>Open when the turn began.</summary>
    public NpgsqlConnection Connection => connection;

    /// <summary>The transaction the turn found.</summary>
    public TransactionPhase Transaction { get; } = session.State.Transaction;

    /// <summary>Settings that a statement named: see <see cref="QuerySession.Know"/>.</summary>
    public void Know(IEnumerable<string> settings) => session.Know(settings);

    /// <summary>Tells the run something about the connection, unless an earlier run on it was told.</summary>
    public void SayOnce(string text) => session.SayOnce(text);

    /// <summary>Leaves the connection to <paramref name="work"/>, which still waits on it, and has the session forget it.</summary>
    public void GiveUp(Task work) => session.Forget("The server did not answer, so the connection was given up.", work);

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await session.LeaveAsync();
}
