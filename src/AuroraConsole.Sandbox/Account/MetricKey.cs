namespace AuroraConsole.Sandbox.Account;

/// <summary>One metric under one dimension, in the namespace <c>AWS/RDS</c>.</summary>
/// <param name="Region">Region of the resource.</param>
/// <param name="Name"><c>MetricName</c>.</param>
/// <param name="Dimension"><c>DBClusterIdentifier</c> or <c>DBInstanceIdentifier</c>.</param>
/// <param name="Value">The identifier.</param>
public sealed record MetricKey(string Region, string Name, string Dimension, string Value)
{
    /// <summary>The only namespace there are samples in.</summary>
    public const string Namespace = "AWS/RDS";

    /// <summary>The unit CloudWatch gives a metric (Aurora User Guide, "CloudWatch metrics for Aurora").</summary>
    public static string UnitOf(string name) => name switch
    {
        "CPUUtilization" or "ACUUtilization" => "Percent",
        "FreeableMemory" or "VolumeBytesUsed" => "Bytes",
        _ => "Count",
    };
}
