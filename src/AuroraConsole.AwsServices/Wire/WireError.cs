using Amazon.Runtime;

namespace AuroraConsole.AwsServices;

/// <summary>What an error answer says. Every part may be missing.</summary>
/// <param name="Code">The code that callers see: the Query code where the service sends one.</param>
/// <param name="Sender">Whose fault it is: the caller's or the service's.</param>
sealed record WireError(string? Code, string? Message, ErrorType Sender, string? RequestId);
