using System.Text.RegularExpressions;
using Amazon;

namespace AuroraConsole.Aws;

/// <summary>What tokens can be signed with.</summary>
/// <param name="Arn">The IAM role to assume for it, <c>arn:PARTITION:iam::ACCOUNT:role/NAME</c>; <c>null</c>: the console's own credentials.</param>
public sealed partial record Signer(string? Arn)
{
    /// <summary>The console's own credentials.</summary>
    public static readonly Signer Own = new((string?)null);

    /// <summary>The role's name without its path; <c>console</c> for the console's own.</summary>
    public string ShortName => Arn is null ? "console" : Arn[(Arn.LastIndexOf('/') + 1)..];

    /// <summary>The account that a role is in; empty for the console's own.</summary>
    public string Account => Arn is null ? "" : Arn.Split(':')[4];

    /// <summary>The console's own, then the roles of <c>Aws:SigningRoles</c>.</summary>
    /// <exception cref="ConfigurationException">One is no role, or of another partition than the region, where it cannot be assumed.</exception>
    public static IReadOnlyList<Signer> Configured(AwsOptions options, string region)
    {
        var partition = RegionEndpoint.GetBySystemName(region).PartitionName;
        foreach (var arn in options.SigningRoles)
        {
            if (RoleArn().Match(arn) is not { Success: true } role)
                throw new ConfigurationException($"Aws:SigningRoles holds {arn}, which is no role. Write it like arn:{partition}:iam::111122223333:role/support-connect.");
            if (role.Groups[1].Value != partition)
                throw new ConfigurationException($"Aws:SigningRoles holds {arn}, but {region} is in the partition {partition}; credentials of one cannot assume roles of another.");
        }

        return [Own, .. options.SigningRoles.Distinct(StringComparer.Ordinal).Select(arn => new Signer(arn))];
    }

    // Names and paths: IAM API reference, CreateRole.
    [GeneratedRegex(@"^arn:(aws[a-z-]*):iam::\d{12}:role/(?:[\x21-\x7E]+/)?[\w+=,.@-]{1,64}$", RegexOptions.ECMAScript)]
    private static partial Regex RoleArn();
}
