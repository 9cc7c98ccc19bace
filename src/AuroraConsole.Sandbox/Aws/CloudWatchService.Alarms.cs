using System.Text.Json;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

internal static partial class CloudWatchService
{
    private static ApiObject? PutMetricAlarm(SandboxAccount account, ApiCall call)
    {
        var alarm = Alarm(account, call);

        // An expression that cannot be evaluated is refused now, not found out by the watch.
        AlarmEvaluation.Evaluate(alarm, account.Metrics, account.Clock.GetUtcNow());
        account.Alarms.Put(alarm);
        return null;
    }

    private static ApiObject DescribeAlarms(SandboxAccount account, ApiCall call)
    {
        var input = call.Input;
        var (names, prefix) = (AlarmNames(input), input.Text("AlarmNamePrefix"));
        if (names.Count > 0 && prefix is not null)
            throw Invalid("AlarmNamePrefix and AlarmNames cannot both be set.");
        if (input.Text("ChildrenOfAlarmName") is not null || input.Text("ParentsOfAlarmName") is not null)
            throw Invalid("The sandbox has no composite alarms: neither ChildrenOfAlarmName nor ParentsOfAlarmName can be asked for.");
        var (state, action) = (OneOf(input, "StateValue", [.. AlarmState.Values]), input.Text("ActionPrefix"));
        var types = input.Texts("AlarmTypes");
        var after = input.Text("NextToken") is { Length: > 0 } token ? Paging.Decode(token) ?? throw BadToken() : "";
        var size = PageSize(input, 50);
        var found = account.Alarms.All.Where(a => a.Region == call.Region
                && (types.Count == 0 || types.Contains("MetricAlarm"))
                && (names.Count == 0 || names.Contains(a.Name))
                && (prefix is null || a.Name.StartsWith(prefix, StringComparison.Ordinal))
                && (state is null || a.State.Value == state)
                && (action is null || a.OkActions.Concat(a.AlarmActions).Concat(a.InsufficientDataActions).Any(arn => arn.StartsWith(action, StringComparison.Ordinal)))
                && string.CompareOrdinal(a.Name, after) > 0)
            .Take(size + 1).ToList();
        return new ApiObject
        {
            { "CompositeAlarms", new ApiList("member", []) },
            { "MetricAlarms", new ApiList("member", found.Take(size).Select(AlarmShape)) },
            { "NextToken", found.Count > size ? Paging.Encode(found[size - 1].Name) : null },
        };
    }

    private static ApiObject DescribeAlarmsForMetric(SandboxAccount account, ApiCall call)
    {
        var input = call.Input;
        var (space, name, period) = (input.Required("Namespace"), input.Required("MetricName"), input.Int("Period"));
        var (statistic, unit) = (OneOf(input, "Statistic", [.. MetricPeriod.Statistics]), Unit(input));
        var dimensions = Dimensions(input).ToHashSet();
        return new ApiObject
        {
            {
                "MetricAlarms", new ApiList("member", account.Alarms.All
                    .Where(a => a.Region == call.Region && a.Metric is { } m && m.Namespace == space && m.Name == name && dimensions.SetEquals(m.Dimensions)
                        && (statistic is null || m.Statistic == statistic) && (period is null || m.Period == period) && (unit is null || m.Unit == unit))
                    .Select(AlarmShape))
            },
        };
    }

    private static ApiObject DescribeAlarmHistory(SandboxAccount account, ApiCall call)
    {
        var input = call.Input;
        var (name, type) = (input.Text("AlarmName"), OneOf(input, "HistoryItemType", "ConfigurationUpdate", "StateUpdate", "Action"));
        var (start, end) = (input.Time("StartDate") ?? DateTimeOffset.MinValue, input.Time("EndDate") ?? DateTimeOffset.MaxValue);
        var ascending = OneOf(input, "ScanBy", "TimestampDescending", "TimestampAscending") == "TimestampAscending";
        var size = PageSize(input, 100);
        var from = Place(input.Text("NextToken")).First;
        var found = account.Alarms.History.Where(h => h.Region == call.Region && (name is null || h.AlarmName == name) && (type is null || h.Type == type) && h.Time >= start && h.Time <= end);
        var page = (ascending ? found : found.Reverse()).Skip((int)from).Take(size + 1).ToList();
        return new ApiObject
        {
            { "AlarmHistoryItems", new ApiList("member", page.Take(size).Select(HistoryShape)) },
            { "NextToken", page.Count > size ? Paging.Encode(from + size, 0) : null },
        };
    }

    // Holds until the next evaluation finds otherwise, as on AWS.
    private static ApiObject? SetAlarmState(SandboxAccount account, ApiCall call)
    {
        var input = call.Input;
        var alarm = account.Alarms.Find(call.Region, input.Required("AlarmName")) ?? throw new AwsRefusalException("ResourceNotFound", "The named resource does not exist.", 404);
        var value = OneOf(input, "StateValue", [.. AlarmState.Values]) ?? throw Invalid("StateValue must not be null");
        var reason = input.Text("StateReason") ?? throw Invalid("StateReason must not be null");
        if (reason.Length > 1023)
            throw TooLong("stateReason", 1023);
        var data = input.Text("StateReasonData");
        if (data is not null && !IsJson(data))
            throw new AwsRefusalException("InvalidFormat", "Data was not syntactically valid JSON.");
        account.Alarms.SetState(alarm, new AlarmState(value, reason, data, account.Clock.GetUtcNow()));
        return null;
    }

    private static ApiObject? SwitchAlarmActions(SandboxAccount account, ApiCall call, bool enabled)
    {
        account.Alarms.SwitchActions(call.Region, RequiredAlarmNames(call.Input), enabled);
        return null;
    }

    private static ApiObject? DeleteAlarms(SandboxAccount account, ApiCall call)
    {
        account.Alarms.Delete(call.Region, RequiredAlarmNames(call.Input));
        return null;
    }

    private static ApiObject ListTags(SandboxAccount account, ApiCall call)
    {
        var arn = call.Input.Required("ResourceARN");
        var alarm = account.Alarms.All.FirstOrDefault(a => a.Region == call.Region && a.Arn == arn) ?? throw new AwsRefusalException("ResourceNotFoundException", $"Resource {arn} not found.", 404);
        return new ApiObject { { "Tags", new ApiList("member", alarm.Tags.Select(t => new ApiObject { { "Key", t.Key }, { "Value", t.Value } })) } };
    }

    private static IReadOnlyList<string> RequiredAlarmNames(ApiInput input) => AlarmNames(input) is { Count: > 0 } names ? names : throw Invalid("AlarmNames must not be empty");

    private static IReadOnlyList<string> AlarmNames(ApiInput input)
    {
        const int MostNames = 100;
        var names = input.Texts("AlarmNames");
        return names.Count <= MostNames ? names
            : throw Invalid($"1 validation error detected: Value at 'alarmNames' failed to satisfy constraint: Member must have length less than or equal to {MostNames}");
    }

    private static int PageSize(ApiInput input, int whenAbsent) => input.Int("MaxRecords") switch
    {
        null => whenAbsent,
        >= 1 and <= 100 and { } size => size,
        { } size => throw Invalid($"1 validation error detected: Value '{size}' at 'maxRecords' failed to satisfy constraint: Member must have value between 1 and 100"),
    };

    private static bool IsJson(string text)
    {
        try
        {
            JsonDocument.Parse(text).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string AlarmArn(ApiCall call) => call.Arn("cloudwatch", $"alarm:{call.Input.Text("AlarmName")}");

    // One name is asked about by its ARN; several, or all, need a policy that covers every alarm.
    private static string AlarmArns(ApiCall call) => call.Arn("cloudwatch", call.Input.Texts("AlarmNames") is [var name] ? $"alarm:{name}" : "alarm:*");
}
