namespace AuroraConsole.Aws;

/// <summary>The <c>Aws:</c> section of the configuration.</summary>
public sealed class AwsOptions
{
    /// <summary>The regions to watch. Empty: the profile's own, else <c>AWS_REGION</c>.</summary>
    public IList<string> Regions { get; } = [];

    /// <summary>A profile of the shared AWS configuration files; <c>null</c>: the SDK's default chain.</summary>
    public string? Profile { get; set; }

    /// <summary>ARNs of IAM roles that tokens may be signed with instead of the console's own credentials, which assume them.</summary>
    public IList<string> SigningRoles { get; } = [];

    /// <summary>Points every service at one endpoint, an emulator.</summary>
    public string? ServiceUrl { get; set; }

    /// <summary>Whether an emulator stands where AWS would, so that nothing of value is at stake.</summary>
    public bool IsEmulated => ServiceUrl is { Length: > 0 };
}
