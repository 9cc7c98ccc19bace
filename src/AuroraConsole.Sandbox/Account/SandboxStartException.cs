namespace AuroraConsole.Sandbox.Account;

/// <summary>The sandbox cannot start. The message is a sentence for the person who started it: what is wrong, where, what to do.</summary>
public sealed class SandboxStartException(string message, Exception? inner = null) : Exception(message, inner);
