using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity;

/// <summary>CloudWatch answers fewer requests than were asked, so the next round waits longer.</summary>
/// <param name="Rounds">Throttled rounds in a row.</param>
/// <param name="RetryAt">UTC of the next round.</param>
public sealed record Backoff(int Rounds, DateTimeOffset RetryAt)
{
    /// <summary>What follows a round; <c>null</c> when nothing in it was throttled.</summary>
    public static Backoff? After(Backoff? before, IEnumerable<Problem?> problems, TimeSpan usual, DateTimeOffset now)
    {
        if (!problems.Any(problem => problem?.Status == StatusCodes.Status429TooManyRequests))
            return null;
        var rounds = (before?.Rounds ?? 0) + 1;
        return new Backoff(rounds, now + AuthCadence.AfterThrottling(usual, rounds, Random.Shared.NextDouble()));
    }
}
