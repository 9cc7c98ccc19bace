using System.Globalization;
using System.Text.Json.Nodes;

namespace AuroraConsole.Sandbox.Account;

/// <summary>Words a state as CloudWatch does (as seen in alarms that people have published).</summary>
/// <param name="alarm">Whose.</param>
/// <param name="judged">The points it was judged by, most recent first.</param>
/// <param name="now">When.</param>
internal sealed class AlarmReason(MetricAlarm alarm, IReadOnlyList<MetricPoint> judged, DateTimeOffset now)
{
    private const int MostShown = 5;

    public AlarmState Alarm(IReadOnlyList<MetricPoint> breaching, int missing) => State(AlarmState.Alarm, Crossed(breaching, "", missing, "Breaching", alarm.DatapointsToAlarm, "OK -> ALARM"));

    public AlarmState Ok(IReadOnlyList<MetricPoint> within, int missing) =>
        State(AlarmState.Ok, Crossed(within, "not ", missing, "NonBreaching", alarm.EvaluationPeriods - alarm.DatapointsToAlarm + 1, "ALARM -> OK"));

    public AlarmState Unknown(int missing) => State(AlarmState.InsufficientData, $"Insufficient Data: {Datapoints(missing)} {Were(missing)} unknown.");

    private string Crossed(IReadOnlyList<MetricPoint> shown, string not, int missing, string treatedAs, int? minimum, string transition)
    {
        var treated = missing == 0 ? "" : $" and {missing} missing datapoint{(missing == 1 ? "" : "s")} {Were(missing)} treated as [{treatedAs}]";
        if (shown.Count == 0)
            return $"Threshold Crossed: no datapoints were received for {missing} period{(missing == 1 ? "" : "s")}{treated}.";

        var list = string.Join(", ", shown.Take(MostShown).Select(p => $"{Number(p.Value)} ({p.Time.UtcDateTime.ToString("dd/MM/yy HH:mm:ss", CultureInfo.InvariantCulture)})"));
        var (inside, after) = shown.Count <= MostShown ? ($" [{list}]", "") : ("", $" The most recent datapoints which crossed the threshold: [{list}].");
        var count = alarm.DatapointsToAlarm is null ? Datapoints(shown.Count) : $"{shown.Count} out of the last {alarm.EvaluationPeriods} datapoints";
        var least = minimum is { } m ? $" (minimum {Datapoints(m)} for {transition} transition)" : "";
        return $"Threshold Crossed: {count}{inside} {Were(shown.Count)} {not}{AlarmEvaluation.Comparisons[alarm.ComparisonOperator].Words} the threshold ({Number(alarm.Threshold)}){treated}{least}.{after}";
    }

    private AlarmState State(string value, string reason) => new(value, reason, ReasonData(), now);

    private string ReasonData()
    {
        var data = new JsonObject { ["version"] = "1.0", ["queryDate"] = Time(now) };
        if (judged.Count > 0)
            data["startDate"] = Time(judged[^1].Time);
        if (alarm.Metric is { } metric)
        {
            data["statistic"] = metric.Statistic;
            if (metric.Unit is not null)
                data["unit"] = metric.Unit;
        }

        data["period"] = alarm.Period;
        data["recentDatapoints"] = new JsonArray([.. judged.Reverse().Select(p => JsonNode.Parse(Number(p.Value)))]);
        data["threshold"] = JsonNode.Parse(Number(alarm.Threshold));
        data["evaluatedDatapoints"] = new JsonArray([.. judged.Select(p => new JsonObject { ["timestamp"] = Time(p.Time), ["value"] = JsonNode.Parse(Number(p.Value)) })]);
        return data.ToJsonString(AsItIs);
    }

    // "+0000" in a time needs no escape.
    private static readonly System.Text.Json.JsonSerializerOptions AsItIs = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture) is var text && text.All(c => char.IsAsciiDigit(c) || c == '-') ? text + ".0" : text;

    private static string Datapoints(int count) => $"{count} datapoint{(count == 1 ? "" : "s")}";

    private static string Were(int count) => count == 1 ? "was" : "were";
}
