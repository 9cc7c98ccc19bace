using Amazon.RDS.Model;
using AuroraConsole.Shared;

namespace AuroraConsole.Clusters;

/// <summary>The rules for a serverless range (RDS API Reference, ServerlessV2ScalingConfiguration).</summary>
public static class ScalingRange
{
    /// <summary>ACU; the most that AWS offers.</summary>
    public const double Most = 256;

    /// <summary>What is wrong with a range; <c>null</c> when nothing is.</summary>
    public static Problem? Check(double minAcu, double maxAcu, int secondsUntilAutoPause)
    {
        if (!IsHalf(minAcu) || minAcu is < 0 or > Most)
            return Wrong($"The least capacity is 0 to {Most} ACU in steps of 0.5{(minAcu < 0 ? "" : $", not {minAcu}")}.", "minAcu");
        if (!IsHalf(maxAcu) || maxAcu is < 1 or > Most)
            return Wrong($"The most capacity is 1 to {Most} ACU in steps of 0.5{(maxAcu < 0 ? "" : $", not {maxAcu}")}.", "maxAcu");
        if (minAcu > maxAcu)
            return Wrong($"The least capacity, {minAcu} ACU, is above the most, {maxAcu} ACU.", "minAcu");
        if (minAcu == 0 && secondsUntilAutoPause is < 300 or > 86_400)
            return Wrong($"The cluster can sleep after 300 to 86,400 seconds, not {secondsUntilAutoPause}.", "secondsUntilAutoPause");
        return null;
    }

    /// <summary>For a request; the pause is sent only where it means something.</summary>
    public static ServerlessV2ScalingConfiguration ToRequest(double minAcu, double maxAcu, int secondsUntilAutoPause) =>
        new() { MinCapacity = minAcu, MaxCapacity = maxAcu, SecondsUntilAutoPause = minAcu == 0 ? secondsUntilAutoPause : null };

    private static bool IsHalf(double acu) => double.IsFinite(acu) && acu * 2 == Math.Floor(acu * 2);

    private static Problem Wrong(string sentence, string field) => new(sentence, "InvalidParameterValue", Field: field);
}
