namespace AuroraConsole.Connect;

/// <summary>What the left panel chooses.</summary>
/// <param name="Endpoint"><c>writer</c>, <c>reader</c> or an instance's name.</param>
/// <param name="Database">Its name.</param>
/// <param name="Role">Its name.</param>
/// <param name="Reason">For the trail; asked when the role is the master.</param>
/// <param name="Signer">ARN of the role that signs; empty for the console's own identity.</param>
/// <param name="IsSettled"><c>false</c> while one types.</param>
public sealed record LoginChoice(string Endpoint, string Database, string Role, string Reason, string Signer = "", bool IsSettled = true);
