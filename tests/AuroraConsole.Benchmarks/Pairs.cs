using System.Diagnostics;

namespace AuroraConsole.Benchmarks;

/// <summary>Ours and the reference in turn, so that a machine whose speed drifts touches both; the ratio is taken pair by pair.</summary>
internal static class Pairs
{
    private const int Rounds = 7;

    /// <summary>Prints each side's median rate and the ratios' minimum, median and maximum.</summary>
    public static async Task CompareAsync(string name, string reference, int repeats, Func<Task> ours, Func<Task> theirs)
    {
        await ours();
        await theirs();
        var rounds = new List<(double Ours, double Theirs)>();
        for (var round = 0; round < Rounds; round++)
            rounds.Add((await RateAsync(repeats, ours), await RateAsync(repeats, theirs)));
        var ratios = rounds.Select(round => round.Ours / round.Theirs).Order().ToArray();
        Console.WriteLine($"{name}: {Median(rounds.Select(round => round.Ours)):N0}/s; {reference}: {Median(rounds.Select(round => round.Theirs)):N0}/s; ratio {ratios[Rounds / 2]:0.00} ({ratios[0]:0.00}–{ratios[^1]:0.00}, {Rounds} pairs of {repeats:N0})");
    }

    private static async Task<double> RateAsync(int repeats, Func<Task> action)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < repeats; i++)
            await action();
        return repeats / watch.Elapsed.TotalSeconds;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);
}
