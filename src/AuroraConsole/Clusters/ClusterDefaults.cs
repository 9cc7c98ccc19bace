using AuroraConsole.Aws;

namespace AuroraConsole.Clusters;

/// <summary>What a new cluster is given unless one says otherwise.</summary>
/// <param name="Protect">Deletion protection: on, unlike on AWS, where a forgotten switch costs a database; off on an emulator, whose clusters come and go.</param>
public sealed record ClusterDefaults(bool Protect)
{
    /// <summary>The defaults for what the options point at.</summary>
    public static ClusterDefaults For(AwsOptions options) => new(Protect: !options.IsEmulated);
}
