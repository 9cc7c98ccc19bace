using System.Diagnostics;

namespace AuroraConsole.Benchmarks;

/// <summary>Ours and the reference in turn, so that a machine whose speed drifts touches both; the ratio is taken pair by pair.</summary>
internal static class Pairs
{
    private const int Rounds = 7;

    /// <summary>Prints each side's median rate and the ratios' minimum, median and maximum.</summary>
    /// <param name="name">Of ours.</param>
    /// <param name="reference">Of theirs.</param>
    /// <param name="repeats">Of each action a round.</param>
    /// <param name="ours">Does what is measured.</param>
    /// <param name="theirs">Does the same another way.</param>
    /// <param name="each">How many an action does.</param>
    public static async Task CompareAsync(string name, string reference, int repeats, Func<Task> ours, Func<Task> theirs, int each = 1)
    {
        await ours();
        await theirs();
        var rounds = new List<(double Ours, double Theirs)>();
        for (var round = 0; round < Rounds; round++)
            rounds.Add((each * await RateAsync(repeats, ours), each * await RateAsync(repeats, theirs)));
        var ratios = rounds.Select(round => round.Ours / round.Theirs).Order().ToArray();
        Console.WriteLine($"{name}: {Text(Median(rounds.Select(round => round.Ours)))}; {reference}: {Text(Median(rounds.Select(round => round.Theirs)))}; ratio {ratios[Rounds / 2]:0.00} ({ratios[0]:0.00}–{ratios[^1]:0.00}, {Rounds} pairs of {repeats * each:N0})");
    }

    /// <summary>Prints each side's median time and the times' ratios. Each action answers its own seconds, so that what it prepares and tidies up does not count.</summary>
    public static async Task CompareTimesAsync(string name, string reference, Func<Task<double>> ours, Func<Task<double>> theirs)
    {
        await ours();
        await theirs();
        var rounds = new List<(double Ours, double Theirs)>();
        for (var round = 0; round < Rounds; round++)
            rounds.Add((await ours(), await theirs()));
        PrintTimes(name, reference, rounds);
    }

    /// <summary>Prints each side's median time and the ratios of the times, both in seconds.</summary>
    public static void PrintTimes(string name, string reference, IReadOnlyList<(double Ours, double Theirs)> rounds)
    {
        var ratios = rounds.Select(round => round.Ours / round.Theirs).Order().ToArray();
        Console.WriteLine($"{name}: {Median(rounds.Select(round => round.Ours)):0.000} s; {reference}: {Median(rounds.Select(round => round.Theirs)):0.000} s; ratio {ratios[Rounds / 2]:0.00} of the time ({ratios[0]:0.00}–{ratios[^1]:0.00}, {Rounds} pairs)");
    }

    private static async Task<double> RateAsync(int repeats, Func<Task> action)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < repeats; i++)
            await action();
        return repeats / watch.Elapsed.TotalSeconds;
    }

    // What takes long is better told by its time.
    private static string Text(double rate) => rate < 20 ? $"{1 / rate:0.000} s" : $"{rate:N0}/s";

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);
}
