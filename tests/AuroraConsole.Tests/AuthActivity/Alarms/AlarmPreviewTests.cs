using AuroraConsole.AuthActivity;
using AuroraConsole.AuthActivity.Alarms;
using AuroraConsole.Sandbox.Account;
using AlarmState = AuroraConsole.AuthActivity.Alarms.AlarmState;
using SandboxState = AuroraConsole.Sandbox.Account.AlarmState;

namespace AuroraConsole.Tests.AuthActivity.Alarms;

/// <summary>What a rule would have done, held against CloudWatch's documented table and against the sandbox's own evaluator.</summary>
public sealed class AlarmPreviewTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    // CloudWatch User Guide, "How alarm state is evaluated when data is missing": the five most recent periods, oldest first; 0 is
    // within, X breaches, - is missing; A alarm, O OK, ? no data, = stays; for missing, ignore, breaching, notBreaching.
    [Theory]
    [InlineData("0-X-X", 3, "OOOO")]
    [InlineData("0----", 3, "OOOO")]
    [InlineData("-----", 3, "?=AO")]
    [InlineData("0XX-X", 3, "AAAA")]
    [InlineData("--X--", 3, "A=AO")]
    [InlineData("X----", 3, "A=AO")]
    [InlineData("----X", 3, "?=AO")]
    [InlineData("XXXX0", 3, "OOOO")]
    [InlineData("0-X-X", 2, "AAAA")]
    [InlineData("0-X--", 2, "OOAO")]
    [InlineData("----0", 2, "OOAO")]
    [InlineData("---X-", 2, "A=AO")]
    [InlineData("X--X-", 2, "AAAA")]
    [InlineData("X0X00", 2, "OOOO")]
    [InlineData("X0000", 1, "OOOO")]
    public void Missing_samples_count_as_the_rule_says_and_as_few_times_as_possible(string points, int datapoints, string expected)
    {
        double[] samples = [.. Enumerable.Repeat(double.NaN, 10), .. points.Select(point => point switch { 'X' => 9.0, '0' => 1.0, _ => double.NaN })];
        foreach (var (missing, letter) in new[] { MissingSamples.Missing, MissingSamples.Ignore, MissingSamples.Breaching, MissingSamples.NotBreaching }.Zip(expected))
        {
            var rule = new AlarmRule(LoginMetric.Failure, AlarmComparison.Above, 5, 60, 3, datapoints, missing);
            var state = AlarmPreview.Of(rule, samples, Noon, 1).States[0];
            // A rule that leaves the state as it is begins without one.
            Assert.Equal((missing, letter is '=' ? '?' : letter), (missing, state switch { AlarmState.Alarm => 'A', AlarmState.Ok => 'O', _ => '?' }));
        }
    }

    [Fact]
    public void It_agrees_with_the_sandboxs_evaluator_each_minute_of_random_series()
    {
        const int Series = 60, Lead = 40, Minutes = 180;
        var random = new Random(20261125);
        var samples = Enumerable.Range(0, Series).Select(_ => RandomSeries(random, Lead + Minutes)).ToArray();
        var folder = Directory.CreateTempSubdirectory("alarm-preview-");
        try
        {
            using var store = new MetricStore(folder.FullName, new StoppedAt(Noon.AddMinutes(Lead + Minutes)));
            for (var minute = 0; minute < Lead + Minutes; minute++)
                store.Record(Noon.AddMinutes(minute), Enumerable.Range(0, Series).Where(index => !double.IsNaN(samples[index][minute])).Select(index => (Key(index), samples[index][minute])));

            var seen = new HashSet<AlarmState>();
            for (var index = 0; index < Series; index++)
            {
                var rule = RandomRule(random);
                var preview = AlarmPreview.Of(rule, samples[index], Noon, Minutes);
                var expected = AlarmState.NoData;
                for (var minute = 0; minute < Minutes; minute++)
                {
                    expected = Sandbox(rule, store, Key(index), Noon.AddMinutes(Lead + minute + 1)) ?? expected;
                    Assert.True(expected == preview.States[minute], $"series {index}, minute {minute}, {rule}: the sandbox says {expected}, the preview {preview.States[minute]}.");
                    seen.Add(expected);
                }
            }

            Assert.Equal(3, seen.Count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void It_says_how_often_when_and_how_long()
    {
        var samples = Enumerable.Repeat(0.0, 100).ToArray();
        (samples[20], samples[60], samples[61], samples[99]) = (3, 2, 2, 5);

        var preview = AlarmPreview.Of(new AlarmRule(LoginMetric.InvalidToken, AlarmComparison.AtLeast, 3, 300, 1, 1, MissingSamples.NotBreaching), samples, Noon, 90);

        Assert.Equal([new AlarmFiring(Noon.AddMinutes(20), 5), new AlarmFiring(Noon.AddMinutes(61), 4), new AlarmFiring(Noon.AddMinutes(99), 1)], preview.Firings);
        Assert.Equal((10, true, Noon.AddMinutes(10)), (preview.MinutesFiring, preview.IsFiring, preview.From));
        Assert.Equal(4, preview.Sums[61 - 10]);
    }

    private static MetricKey Key(int index) => new("us-east-1", $"series{index}", "DBClusterIdentifier", "demo");

    private static AlarmState? Sandbox(AlarmRule rule, MetricStore store, MetricKey key, DateTimeOffset now)
    {
        var alarm = new MetricAlarm("us-east-1", "a", rule.Comparison.AwsName(), rule.Threshold, rule.Periods, Noon)
        {
            Metric = new MetricStat(MetricKey.Namespace, key.Name, [new(key.Dimension, key.Value)], rule.Period, "Sum", null),
            DatapointsToAlarm = rule.Datapoints,
            TreatMissingData = rule.Missing.AwsName(),
        };
        return AlarmEvaluation.Evaluate(alarm, store, now)?.Value switch
        {
            null => null,
            SandboxState.Alarm => AlarmState.Alarm,
            SandboxState.Ok => AlarmState.Ok,
            _ => AlarmState.NoData,
        };
    }

    // Stretches of silence, of calm and of trouble.
    private static double[] RandomSeries(Random random, int count)
    {
        var samples = new double[count];
        for (var minute = 0; minute < count;)
        {
            var kind = random.Next(3);
            for (var left = random.Next(1, 12); left > 0 && minute < count; left--)
                samples[minute++] = kind == 0 || random.Next(4) == 0 ? double.NaN : random.Next(kind == 1 ? 3 : 12);
        }

        return samples;
    }

    private static AlarmRule RandomRule(Random random)
    {
        var periods = random.Next(1, 6);
        return new AlarmRule(
            LoginMetric.Failure, (AlarmComparison)random.Next(4), random.Next(1, 12), 60 * random.Next(1, 6), periods, random.Next(1, periods + 1), (MissingSamples)random.Next(4));
    }

    private sealed class StoppedAt(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
