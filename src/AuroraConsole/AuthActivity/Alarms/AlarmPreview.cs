namespace AuroraConsole.AuthActivity.Alarms;

/// <summary>What a rule would have done over minutes that are past.</summary>
/// <param name="From">UTC, the first minute looked at.</param>
/// <param name="States">The state at the end of each minute.</param>
/// <param name="Sums">What the alarm would have compared at the end of each minute: the sum of the period that ends there; NaN without a sample.</param>
public sealed record AlarmPreview(DateTimeOffset From, IReadOnlyList<AlarmState> States, IReadOnlyList<double> Sums)
{
    // Beyond the N periods CloudWatch looks at some more for samples to judge by (User Guide, "How alarm state is evaluated when data is missing").
    private const int MorePeriods = 2;

    /// <summary>Each time it fired; the last may still last.</summary>
    public IReadOnlyList<AlarmFiring> Firings { get; } = Runs(From, States);

    /// <summary>Minutes in alarm, all together.</summary>
    public int MinutesFiring => Firings.Sum(firing => firing.Minutes);

    /// <summary>It would be in alarm now.</summary>
    public bool IsFiring => States is [.., AlarmState.Alarm];

    /// <summary>Judges each of the last <paramref name="minutes"/> minutes by what came before.</summary>
    /// <param name="rule">The rule, checked.</param>
    /// <param name="samples">A sum a minute, NaN for a gap.</param>
    /// <param name="from">UTC, start of the first sample.</param>
    /// <param name="minutes">How many to judge, at most as many as there are samples; earlier samples are what the first are judged by.</param>
    public static AlarmPreview Of(AlarmRule rule, IReadOnlyList<double> samples, DateTimeOffset from, int minutes)
    {
        var sums = new PeriodSums(samples, rule.Period / 60);
        var first = samples.Count - minutes;
        var states = new AlarmState[minutes];
        var shown = new double[minutes];
        var state = AlarmState.NoData;
        for (var minute = 0; minute < minutes; minute++)
        {
            var end = first + minute + 1;
            states[minute] = state = Judge(rule, sums, end) ?? state;
            shown[minute] = sums.Of(end, 0);
        }

        return new AlarmPreview(from.AddMinutes(first), states, shown);
    }

    // Null: the state stays. Periods end with `end` and are counted backwards from it.
    private static AlarmState? Judge(AlarmRule rule, PeriodSums sums, int end)
    {
        int breaching = 0, within = 0, oldestBreach = 0;
        for (var back = 0; back < rule.Periods + MorePeriods && breaching + within < rule.Periods; back++)
        {
            var sum = sums.Of(end, back);
            if (double.IsNaN(sum))
                continue;
            if (Breaches(rule, sum))
                (breaching, oldestBreach) = (breaching + 1, back);
            else
                within++;
        }

        var missing = rule.Periods - breaching - within;
        var filled = breaching + (rule.Missing == MissingSamples.Breaching ? missing : 0);
        if (filled >= rule.Datapoints)
            return AlarmState.Alarm;
        if (missing == 0 || within > 0 || rule.Missing is MissingSamples.NotBreaching or MissingSamples.Breaching)
            return AlarmState.Ok;
        if (rule.Missing == MissingSamples.Ignore)
            return null;
        // The few there are all breach: an alarm as soon as the oldest of them has left room for M.
        return breaching > 0 && oldestBreach + 1 >= rule.Datapoints ? AlarmState.Alarm : AlarmState.NoData;
    }

    private static bool Breaches(AlarmRule rule, double sum) => rule.Comparison switch
    {
        AlarmComparison.AtLeast => sum >= rule.Threshold,
        AlarmComparison.Above => sum > rule.Threshold,
        AlarmComparison.Below => sum < rule.Threshold,
        _ => sum <= rule.Threshold,
    };

    private static List<AlarmFiring> Runs(DateTimeOffset from, IReadOnlyList<AlarmState> states)
    {
        var runs = new List<AlarmFiring>();
        for (var minute = 0; minute < states.Count; minute++)
        {
            if (states[minute] != AlarmState.Alarm)
                continue;
            if (minute > 0 && states[minute - 1] == AlarmState.Alarm)
                runs[^1] = runs[^1] with { Minutes = runs[^1].Minutes + 1 };
            else
                runs.Add(new AlarmFiring(from.AddMinutes(minute), 1));
        }

        return runs;
    }

    // Running totals, so that a period's sum is one subtraction however long it is.
    private sealed class PeriodSums
    {
        private readonly int _width;
        private readonly double[] _total;
        private readonly int[] _there;

        public PeriodSums(IReadOnlyList<double> samples, int width)
        {
            _width = width;
            (_total, _there) = (new double[samples.Count + 1], new int[samples.Count + 1]);
            for (var i = 0; i < samples.Count; i++)
            {
                var isThere = !double.IsNaN(samples[i]);
                _total[i + 1] = _total[i] + (isThere ? samples[i] : 0);
                _there[i + 1] = _there[i] + (isThere ? 1 : 0);
            }
        }

        public double Of(int end, int back)
        {
            var (first, last) = (Math.Max(0, end - ((back + 1) * _width)), Math.Max(0, end - (back * _width)));
            return _there[last] == _there[first] ? double.NaN : _total[last] - _total[first];
        }
    }
}

/// <summary>One stay in alarm.</summary>
/// <param name="At">UTC, the first minute.</param>
/// <param name="Minutes">How long.</param>
public sealed record AlarmFiring(DateTimeOffset At, int Minutes);
