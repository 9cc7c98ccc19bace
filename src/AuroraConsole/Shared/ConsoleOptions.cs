namespace AuroraConsole.Shared;

/// <summary>The <c>Console:</c> section of the configuration.</summary>
public sealed class ConsoleOptions
{
    /// <summary><c>Sandbox</c> or <c>Aws</c>; read by Program.cs alone.</summary>
    public string Target { get; set; } = "Sandbox";

    /// <summary>What the console itself keeps (audit trail, results, drafts, keys); made with mode 0700.</summary>
    public string DataPath { get; set; } = "";
}
