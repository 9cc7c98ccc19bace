namespace AuroraConsole.AuthActivity;

/// <summary>
/// CloudWatch's prices in US dollars, the <c>AuthActivity:Prices</c> section of the configuration
/// (aws.amazon.com/cloudwatch/pricing, November 2026). FilterLogEvents is free.
/// </summary>
public sealed class CloudWatchPrices
{
    /// <summary>Where they are configured.</summary>
    public const string Section = "AuthActivity:Prices";

    /// <summary>Hours a month, as AWS's own calculator counts.</summary>
    private const int HoursAMonth = 730;

    /// <summary>A thousand metrics asked of GetMetricData.</summary>
    public decimal ThousandMetrics { get; set; } = 0.01m;

    /// <summary>A thousand requests of another kind, such as ListMetrics.</summary>
    public decimal ThousandRequests { get; set; } = 0.01m;

    /// <summary>Where the prices come from, shown beside the sum.</summary>
    public string Source { get; set; } = "AWS's list price, November 2026";

    /// <summary>Dollars for a month in which every hour asks the same.</summary>
    public decimal Month(AskedInAnHour asked) => HoursAMonth * ((asked.Metrics * ThousandMetrics) + (asked.Lists * ThousandRequests)) / 1000;
}
