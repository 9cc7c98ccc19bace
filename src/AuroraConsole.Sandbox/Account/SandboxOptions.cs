using System.Globalization;

namespace AuroraConsole.Sandbox.Account;

/// <summary>The <c>Sandbox:</c> section of the configuration.</summary>
public sealed class SandboxOptions
{
    /// <summary>The account that everything belongs to.</summary>
    public const string AccountId = "000000000000";

    private const double MostSeconds = 3_600;

    /// <summary>RDS, CloudWatch, CloudWatch Logs, STS and IAM on one address. Loopback only.</summary>
    public string AwsUrl { get; set; } = "http://127.0.0.1:5081";

    /// <summary>The shared port, routed by TLS SNI. Clusters and instances get ports of their own from the next one up.</summary>
    public int GatewayPort { get; set; } = 15432;

    /// <summary>Everything the sandbox keeps. Deleting the folder is a factory reset.</summary>
    public string DataPath { get; set; } = ".sandbox";

    /// <summary><c>false</c>: the API alone, no gateway and no PostgreSQL; clusters come and go, nobody can log in.</summary>
    public bool Databases { get; set; } = true;

    /// <summary>Real logins, good and bad, against the demo cluster.</summary>
    public bool DemoTraffic { get; set; } = true;

    /// <summary>Seconds a create shows before <c>available</c>.</summary>
    public double CreateSeconds { get; set; } = 5;

    /// <summary>Seconds a modification shows.</summary>
    public double ModifySeconds { get; set; } = 3;

    /// <summary>Seconds a deletion shows.</summary>
    public double DeleteSeconds { get; set; } = 8;

    /// <summary>Seconds a paused cluster takes to wake, beside what PostgreSQL itself takes (about 0.05). Aurora: about 16, soon after a pause 3 to 4.</summary>
    public double WakeSeconds { get; set; }

    /// <summary>Logins a second, for each cluster, above which IAM throttles.</summary>
    public int LoginsPerSecond { get; set; } = 200;

    /// <summary>
    /// Characters of the session tokens that STS gives. AWS's differ with the session, up to some 2,500: a long one shows which clients cut
    /// passwords, as a login token carries it.
    /// </summary>
    public int SessionTokenLength { get; set; } = 680;

    /// <summary>An account on a free plan: express clusters only, 4 ACU, 2 clusters, 2 instances.</summary>
    public bool FreePlan { get; set; }

    /// <summary>Folder of <c>postgres</c> and <c>initdb</c>; <c>null</c>: looked for.</summary>
    public string? PostgresBin { get; set; }

    /// <summary>How long the gateway waits for a client to log in; shorter in tests only.</summary>
    internal TimeSpan TimeToAuthenticate { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>What was configured; a setting that is misspelt is better refused than ignored.</summary>
    /// <exception cref="SandboxStartException">With a sentence: no setting of that name, or a value of another type.</exception>
    internal static SandboxOptions Read(IConfigurationSection section)
    {
        var names = typeof(SandboxOptions).GetProperties().Select(property => property.Name).ToList();
        if (section.GetChildren().FirstOrDefault(child => !names.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new SandboxStartException($"There is no setting {unknown.Path}. There are {string.Join(", ", names.Order(StringComparer.Ordinal))}.");
        try
        {
            return section.Get<SandboxOptions>() ?? new SandboxOptions();
        }
        catch (InvalidOperationException e)
        {
            throw new SandboxStartException(e.Message, e);
        }
    }

    /// <summary>Refuses what cannot be, before anything is made.</summary>
    /// <exception cref="SandboxStartException">With the setting, its value and its bounds.</exception>
    internal void Check()
    {
        Require("GatewayPort", GatewayPort, 1, 65_000);
        Require("CreateSeconds", CreateSeconds, 0, MostSeconds);
        Require("ModifySeconds", ModifySeconds, 0, MostSeconds);
        Require("DeleteSeconds", DeleteSeconds, 0, MostSeconds);
        Require("WakeSeconds", WakeSeconds, 0, MostSeconds);
        Require("LoginsPerSecond", LoginsPerSecond, 0, int.MaxValue);
        Require("SessionTokenLength", SessionTokenLength, 16, 16_384);

        static void Require(string name, double value, double least, double most)
        {
            if (!(value >= least && value <= most))
                throw new SandboxStartException(string.Create(CultureInfo.InvariantCulture, $"Sandbox:{name} is {value}; it is from {least} to {most}."));
        }
    }

    /// <summary>A copy whose paths no longer depend on the working directory.</summary>
    internal SandboxOptions WithAbsolutePaths()
    {
        var copy = (SandboxOptions)MemberwiseClone();
        copy.DataPath = Path.GetFullPath(DataPath);
        return copy;
    }
}
