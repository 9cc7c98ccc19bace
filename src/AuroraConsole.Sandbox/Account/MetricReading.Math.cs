namespace AuroraConsole.Sandbox.Account;

/// <summary>What a term stands for: a number, a time series, or an array of them.</summary>
internal sealed record MetricValue(double Scalar, IReadOnlyList<MetricSeries>? Series, bool IsArray)
{
    public static MetricValue Of(double scalar) => new(scalar, null, false);

    public static MetricValue Of(MetricSeries series) => new(0, [series], false);

    public static MetricValue Of(IEnumerable<MetricSeries> series) => new(0, [.. series], true);

    /// <summary>The same done to each series.</summary>
    public MetricValue Each(Func<MetricSeries, MetricSeries> change) => this with { Series = [.. Series!.Select(change)] };
}

internal sealed partial class MetricReading
{
    /// <summary>The functions there are; every other is refused by name.</summary>
    public static IReadOnlyList<string> Functions { get; } = ["ABS", "AVG", "CEIL", "DIFF", "FILL", "FLOOR", "IF", "MAX", "METRICS", "METRIC_COUNT", "MIN", "PERIOD", "RATE", "SUM"];

    private const int MostNested = 100;

    private MetricValue Evaluate(MetricTerm term) => term switch
    {
        MetricTerm.Number number => MetricValue.Of(number.Value),
        MetricTerm.Name name => ValueOf(queries.FirstOrDefault(q => q.Id == name.Word) ?? throw new FormatException($"there is no query with the id '{name.Word}'.")),
        MetricTerm.Array array => MetricValue.Of(array.Items.SelectMany(i => Evaluate(i).Series ?? throw new FormatException("an array holds time series only."))),
        MetricTerm.Negative negative => Apply(MetricValue.Of(0), Evaluate(negative.Of), (a, b) => a - b),
        MetricTerm.Operation operation => Apply(Evaluate(operation.Left), Evaluate(operation.Right), Work(operation.Sign)),
        MetricTerm.Call call => Call(call.Function, call.Arguments),
        _ => throw new FormatException("a text stands where a number or a time series should."),
    };

    private static Func<double, double, double> Work(string sign) => sign switch
    {
        "+" => (a, b) => a + b,
        "-" => (a, b) => a - b,
        "*" => (a, b) => a * b,
        "/" => (a, b) => a / b,
        "^" => Math.Pow,
        "<" => (a, b) => a < b ? 1 : 0,
        ">" => (a, b) => a > b ? 1 : 0,
        "<=" => (a, b) => a <= b ? 1 : 0,
        ">=" => (a, b) => a >= b ? 1 : 0,
        "==" => (a, b) => a == b ? 1 : 0,
        "!=" => (a, b) => a != b ? 1 : 0,
        "&&" or "AND" => (a, b) => a != 0 && b != 0 ? 1 : 0,
        "||" or "OR" => (a, b) => a != 0 || b != 0 ? 1 : 0,
        _ => throw new ArgumentOutOfRangeException(nameof(sign), sign, "Not an operator."),
    };

    private MetricValue Call(string function, IReadOnlyList<MetricTerm> arguments) => (function, arguments) switch
    {
        ("METRICS", []) => Metrics(""),
        ("METRICS", [MetricTerm.Text part]) => Metrics(part.Value),
        ("SUM", [var of]) => Aggregate(Evaluate(of), missing: 0, values => values.Sum()),
        ("AVG", [var of]) => Aggregate(Evaluate(of), missing: 0, values => values.Count == 0 ? double.NaN : values.Average()),
        ("MIN", [var of]) => Aggregate(Evaluate(of), missing: null, values => values.Count == 0 ? double.NaN : values.Min()),
        ("MAX", [var of]) => Aggregate(Evaluate(of), missing: null, values => values.Count == 0 ? double.NaN : values.Max()),
        ("ABS", [var of]) => Map(Evaluate(of), Math.Abs),
        ("CEIL", [var of]) => Map(Evaluate(of), Math.Ceiling),
        ("FLOOR", [var of]) => Map(Evaluate(of), Math.Floor),
        ("DIFF", [var of]) => Need(Evaluate(of), function).Each(s => Changes(s, (by, _) => by)),
        ("RATE", [var of]) => Need(Evaluate(of), function).Each(s => Changes(s, (by, seconds) => by / seconds)),
        ("PERIOD", [var of]) => MetricValue.Of(One(Evaluate(of), function).Period),
        ("METRIC_COUNT", [var of]) => MetricValue.Of(Need(Evaluate(of), function).Series!.Count),
        ("IF", [var condition, var yes]) => If(Evaluate(condition), Evaluate(yes), null),
        ("IF", [var condition, var yes, var no]) => If(Evaluate(condition), Evaluate(yes), Evaluate(no)),
        ("FILL", [var of, MetricTerm.Name { Word: "REPEAT" }]) => Need(Evaluate(of), function).Each(s => Filled(s, (before, _, _) => before?.Value)),
        ("FILL", [var of, MetricTerm.Name { Word: "LINEAR" }]) => Need(Evaluate(of), function).Each(s => Filled(s, Between)),
        ("FILL", [var of, var with]) => FillWith(Need(Evaluate(of), function), Evaluate(with)),
        _ => throw new FormatException(Functions.Contains(function)
            ? $"{function} does not take {arguments.Count} such arguments."
            : $"the sandbox does not have the function {function}; it has {string.Join(", ", Functions)}."),
    };

    private MetricValue Metrics(string part) =>
        MetricValue.Of(queries.Where(q => q.Stat is not null && q.Id.Contains(part, StringComparison.Ordinal)).SelectMany(q => ValueOf(q).Series!));

    private static MetricValue Need(MetricValue value, string function) =>
        value.Series is null ? throw new FormatException($"{function} takes a time series, not a number.") : value;

    private static MetricSeries One(MetricValue value, string function) =>
        value is { Series: [var series], IsArray: false } ? series : throw new FormatException($"{function} takes a single time series.");

    private static MetricValue Apply(MetricValue left, MetricValue right, Func<double, double, double> work) => (left, right) switch
    {
        ({ Series: null }, { Series: null }) => MetricValue.Of(work(left.Scalar, right.Scalar)),
        (_, { Series: null }) => left.Each(s => Map(s, v => work(v, right.Scalar))),
        ({ Series: null }, _) => right.Each(s => Map(s, v => work(left.Scalar, v))),
        (_, { IsArray: false }) => left.Each(s => Joined([s, right.Series[0]], 0, v => work(v[0], v[1])) with { Label = s.Label }),
        ({ IsArray: false }, _) => right.Each(s => Joined([left.Series[0], s], 0, v => work(v[0], v[1])) with { Label = s.Label }),
        _ => throw new FormatException("two arrays cannot be combined."),
    };

    private static MetricValue Map(MetricValue value, Func<double, double> work) =>
        value.Series is null ? MetricValue.Of(work(value.Scalar)) : value.Each(s => Map(s, work));

    private static MetricSeries Map(MetricSeries series, Func<double, double> work) => Finite(series, series.Points.Select(p => p with { Value = work(p.Value) }));

    // Of one series a number, over its points; of an array a series, over what each has at a time.
    private static MetricValue Aggregate(MetricValue value, double? missing, Func<IReadOnlyList<double>, double> work) => value switch
    {
        { Series: null } => throw new FormatException("a time series is needed, not a number."),
        { IsArray: false, Series: [var series] } => MetricValue.Of(work([.. series.Points.Select(p => p.Value)])),
        _ => MetricValue.Of(Joined(value.Series, missing, work)),
    };

    private static MetricSeries Joined(IReadOnlyList<MetricSeries> all, double? missing, Func<IReadOnlyList<double>, double> work)
    {
        var places = all.Select(s => s.Points.ToDictionary(p => p.Time, p => p.Value)).ToList();
        var times = places.SelectMany(p => p.Keys).Distinct().Order();
        var joined = new MetricSeries("", all.Count == 0 ? 60 : all.Min(s => s.Period), []) { Dropped = all.Any(s => s.Dropped) };
        return Finite(joined, times.Select(t => new MetricPoint(t, work([.. places.Select(p => p.TryGetValue(t, out var v) ? v : missing).OfType<double>()]))));
    }

    private static MetricSeries Finite(MetricSeries like, IEnumerable<MetricPoint> points)
    {
        var all = points.ToList();
        var finite = all.Where(p => double.IsFinite(p.Value)).ToList();
        return like with { Points = finite, Dropped = like.Dropped || finite.Count < all.Count };
    }

    private static MetricSeries Changes(MetricSeries series, Func<double, double, double> work) =>
        Finite(series, series.Points.Zip(series.Points.Skip(1), (a, b) => new MetricPoint(b.Time, work(b.Value - a.Value, (b.Time - a.Time).TotalSeconds))));

    // Where the condition is true a missing value is 0, where it is false the point is left out ("Using IF expressions").
    private static MetricValue If(MetricValue condition, MetricValue yes, MetricValue? no)
    {
        if (condition.Series is null)
            return condition.Scalar != 0 ? yes : no ?? MetricValue.Of(new MetricSeries("", 60, []));
        var series = One(condition, "IF");
        var (whenTrue, whenFalse) = (Lookup(yes, "IF"), no is null ? _ => null : Lookup(no, "IF"));
        return MetricValue.Of(Finite(series, series.Points
            .Select(p => (p.Time, Value: p.Value != 0 ? whenTrue(p.Time) ?? 0 : whenFalse(p.Time)))
            .Where(p => p.Value is not null).Select(p => new MetricPoint(p.Time, p.Value!.Value))));
    }

    private static Func<DateTimeOffset, double?> Lookup(MetricValue value, string function)
    {
        if (value.Series is null)
            return _ => value.Scalar;
        var points = One(value, function).Points.ToDictionary(p => p.Time, p => p.Value);
        return time => points.TryGetValue(time, out var v) ? v : null;
    }

    private MetricValue FillWith(MetricValue value, MetricValue with)
    {
        var filler = Lookup(with, "FILL");
        return value.Each(s => Filled(s, (_, _, time) => filler(time)));
    }

    private static double? Between(MetricPoint? before, MetricPoint? after, DateTimeOffset time) => (before, after) is ({ } a, { } b)
        ? a.Value + ((b.Value - a.Value) * ((time - a.Time) / (b.Time - a.Time)))
        : null;

    // Every period of the window that samples may have: its point, else what the filler makes of the points around it.
    private MetricSeries Filled(MetricSeries series, Func<MetricPoint?, MetricPoint?, DateTimeOffset, double?> filler)
    {
        var width = series.Period / 60;
        var points = new List<MetricPoint>();
        var next = 0;
        var oldest = store.Oldest(series.Period);
        var past = end < store.Now ? end : store.Now;
        for (var minute = MetricStore.PeriodStart(MetricStore.Minute(start > oldest ? start : oldest), width, phaseMinutes); MetricStore.FromMinute(minute) < past; minute += width)
        {
            var time = MetricStore.FromMinute(minute);
            while (next < series.Points.Count && series.Points[next].Time < time)
                next++;
            var after = next < series.Points.Count ? series.Points[next] : (MetricPoint?)null;
            if (after?.Time == time)
                points.Add(after.Value);
            else if (filler(next > 0 ? series.Points[next - 1] : null, after, time) is { } value)
                points.Add(new MetricPoint(time, value));
        }

        return Finite(series, points);
    }
}
