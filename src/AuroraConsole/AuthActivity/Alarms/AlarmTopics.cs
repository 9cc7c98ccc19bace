using System.Text.RegularExpressions;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity.Alarms;

/// <summary>The SNS topics an alarm notifies, as one types them.</summary>
public static partial class AlarmTopics
{
    private const int Most = 5;

    /// <summary>One ARN a line, or with commas.</summary>
    public static IReadOnlyList<string> Parse(string text) =>
        [.. text.Split([',', ' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];

    /// <summary>What is wrong with them; <c>null</c>: CloudWatch may be asked. Whatever an alarm had before stays allowed.</summary>
    public static Problem? Check(IReadOnlyList<string> arns, Cluster cluster, IReadOnlyList<string> before)
    {
        if (arns.Count > Most)
            return Wrong($"An alarm tells {Most} topics at most; these are {arns.Count}.");
        foreach (var arn in arns.Except(before))
        {
            if (Topic().Match(arn) is not { Success: true } topic)
                return Wrong($"“{arn}” is not a topic's ARN. One looks like {Example(cluster)}.");
            if (topic.Groups["partition"].Value != Part(cluster, 1))
                return Wrong($"The topic is in the partition {topic.Groups["partition"].Value}, the cluster in {Part(cluster, 1)}. Alarms do not reach across.");
            if (topic.Groups["region"].Value != cluster.Region)
                return Wrong($"The topic is in {topic.Groups["region"].Value}, the cluster in {cluster.Region}. An alarm can only tell topics of its own region.");
        }

        return null;
    }

    /// <summary>The topics of other accounts than the cluster's; their policies have to let CloudWatch publish.</summary>
    public static IEnumerable<string> Foreign(IReadOnlyList<string> arns, Cluster cluster) =>
        arns.Where(arn => Topic().Match(arn) is { Success: true } topic && topic.Groups["account"].Value != Part(cluster, 4));

    /// <summary>What a topic of the cluster's account looks like.</summary>
    public static string Example(Cluster cluster) => $"arn:{Part(cluster, 1)}:sns:{cluster.Region}:{Part(cluster, 4)}:on-call";

    private static string Part(Cluster cluster, int index) => cluster.Arn.Split(':').ElementAtOrDefault(index) ?? "";

    private static Problem Wrong(string sentence) => new(sentence, "BadTopic", Field: "topics");

    [GeneratedRegex(@"^arn:(?<partition>aws[a-z-]*):sns:(?<region>[a-z0-9-]+):(?<account>\d{12}):[A-Za-z0-9_-]{1,256}\z")]
    private static partial Regex Topic();
}
