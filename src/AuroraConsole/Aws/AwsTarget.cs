namespace AuroraConsole.Aws;

/// <summary>What the target badge says; made by Program.cs, which alone knows the target.</summary>
/// <param name="Name"><c>Sandbox</c> or <c>AWS</c>.</param>
/// <param name="IsLocal">A sandbox is drawn dashed, with a flask.</param>
public sealed record AwsTarget(string Name, bool IsLocal);
