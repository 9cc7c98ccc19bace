namespace AuroraConsole.Sandbox.Postgres;

/// <summary>A database could not be made, started or stopped; the message is a sentence for the reader of the page.</summary>
public sealed class FleetException(string message, Exception? cause = null) : Exception(message, cause);
