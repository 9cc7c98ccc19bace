using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

internal static partial class CloudWatchService
{
    private static ApiObject AlarmShape(MetricAlarm alarm) => new()
    {
        { "AlarmName", alarm.Name },
        { "AlarmArn", alarm.Arn },
        { "AlarmDescription", alarm.Description },
        { "AlarmConfigurationUpdatedTimestamp", alarm.ConfiguredAt },
        { "ActionsEnabled", alarm.ActionsEnabled },
        { "OKActions", new ApiList("member", alarm.OkActions) },
        { "AlarmActions", new ApiList("member", alarm.AlarmActions) },
        { "InsufficientDataActions", new ApiList("member", alarm.InsufficientDataActions) },
        { "StateValue", alarm.State.Value },
        { "StateReason", alarm.State.Reason },
        { "StateReasonData", alarm.State.ReasonData },
        { "StateUpdatedTimestamp", alarm.State.UpdatedAt },
        { "MetricName", alarm.Metric?.Name },
        { "Namespace", alarm.Metric?.Namespace },
        { "Statistic", alarm.Metric?.Statistic },
        { "Dimensions", Dimensions(alarm.Metric?.Dimensions ?? []) },
        { "Period", alarm.Metric?.Period },
        { "Unit", alarm.Metric?.Unit },
        { "EvaluationPeriods", alarm.EvaluationPeriods },
        { "DatapointsToAlarm", alarm.DatapointsToAlarm },
        { "Threshold", alarm.Threshold },
        { "ComparisonOperator", alarm.ComparisonOperator },
        { "TreatMissingData", alarm.TreatMissingData },
        { "Metrics", new ApiList("member", alarm.Metrics.Select(QueryShape)) },
        { "StateTransitionedTimestamp", alarm.State.UpdatedAt },
    };

    private static ApiObject QueryShape(MetricQuery query) => new()
    {
        { "Id", query.Id },
        { "MetricStat", query.Stat is { } stat ? StatShape(stat) : null },
        { "Expression", query.Expression },
        { "Label", query.Label },
        { "ReturnData", query.ReturnData },
    };

    private static ApiObject StatShape(MetricStat stat) => new()
    {
        { "Metric", new ApiObject { { "Namespace", stat.Namespace }, { "MetricName", stat.Name }, { "Dimensions", Dimensions(stat.Dimensions) } } },
        { "Period", stat.Period },
        { "Stat", stat.Statistic },
        { "Unit", stat.Unit },
    };

    private static ApiObject HistoryShape(AlarmHistoryItem item) => new()
    {
        { "AlarmName", item.AlarmName },
        { "AlarmType", "MetricAlarm" },
        { "Timestamp", item.Time },
        { "HistoryItemType", item.Type },
        { "HistorySummary", item.Summary },
        { "HistoryData", item.Data },
    };
}
