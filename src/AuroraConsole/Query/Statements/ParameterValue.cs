namespace AuroraConsole.Query.Statements;

/// <summary>A value for a parameter of a statement.</summary>
/// <param name="Value">In PostgreSQL's text form; <c>null</c>: NULL.</param>
/// <param name="Type">The name of its type, such as <c>timestamptz</c>; <c>null</c>: the server finds out from where it stands.</param>
public sealed record ParameterValue(string? Value, string? Type = null);
