namespace AuroraConsole.Clusters;

/// <summary>
/// Prices for the estimates, in US dollars, the <c>Clusters:Prices</c> section of the configuration. AWS's list prices for
/// us-east-1 (aws.amazon.com/rds/aurora/pricing, November 2026); other regions differ by up to a third, so set your own.
/// </summary>
public sealed class ClusterPrices
{
    /// <summary>Where they are configured.</summary>
    public const string Section = "Clusters:Prices";

    /// <summary>Hours a month, as AWS's own calculator counts.</summary>
    public const double HoursAMonth = 730;

    /// <summary>Aurora Serverless v2, Standard: dollars an ACU-hour.</summary>
    public double AcuHour { get; set; } = 0.12;

    /// <summary>CloudWatch Logs ingestion: dollars a GB.</summary>
    public double LogGb { get; set; } = 0.50;

    /// <summary>Where the prices come from, shown under the estimate.</summary>
    public string Source { get; set; } = "AWS's list price for us-east-1, November 2026";

    /// <summary>Dollars a month for <paramref name="acu"/> during <paramref name="hoursAWeek"/> of 168 hours, and <paramref name="otherwise"/> ACU the rest.</summary>
    public double Month(double acu, double hoursAWeek = 168, double otherwise = 0) =>
        HoursAMonth * AcuHour * (acu * hoursAWeek + otherwise * (168 - hoursAWeek)) / 168;

    /// <summary>Such as $41.71.</summary>
    public static string Show(double dollars) => $"${dollars:N2}";
}
