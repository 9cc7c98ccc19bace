namespace AuroraConsole.Sandbox.Gateway.Wire;

/// <summary>The client is turned away with a FATAL error; nothing else of it is read.</summary>
/// <param name="sqlState">Five characters.</param>
/// <param name="message">What the client shows. Never a token or a row.</param>
internal sealed class RefusedException(string sqlState, string message) : Exception(message)
{
    public string SqlState { get; } = sqlState;

    /// <summary>A violation of the protocol.</summary>
    public static RefusedException Protocol(string message) => new("08P01", message);
}
