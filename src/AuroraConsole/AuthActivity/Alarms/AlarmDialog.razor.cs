using System.Globalization;
using AuroraConsole.Access;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace AuroraConsole.AuthActivity.Alarms;

/// <summary>Makes or changes one alarm, with what it would have done over the last day. Closes with its name.</summary>
public sealed partial class AlarmDialog : ComponentBase, IDisposable
{
    private const int MostFirings = 5;

    private static readonly (MissingSamples Missing, string Word)[] MissingChoices =
        [(MissingSamples.NotBreaching, "is within the threshold"), (MissingSamples.Missing, "is missing"), (MissingSamples.Ignore, "leaves the alarm as it is"), (MissingSamples.Breaching, "breaches")];

    private readonly CancellationTokenSource _left = new();
    private DialogFrame? _frame;
    private ElementReference _first;
    private Cluster? _cluster;
    private LoginMetric _metric = LoginMetric.InsufficientPermissions;
    private AlarmComparison _comparison;
    private string _threshold = "";
    private int _period;
    private string _periods = "";
    private string _datapoints = "";
    private MissingSamples _missing;
    private string _topics = "";
    private string? _name;
    private bool _tellOk;
    private bool _tuned;
    private bool _typed;
    private AlarmGround? _ground;
    private AlarmPreview? _preview;
    private Problem? _groundProblem;
    private Problem? _problem;
    private bool _busy;

    /// <summary>The alarm to change; <c>null</c>: a new one.</summary>
    [Parameter] public LoginAlarm? Alarm { get; set; }

    /// <summary>The one cluster it can be for; <c>null</c>: any.</summary>
    [Parameter] public string? ClusterKey { get; set; }

    [Inject] private LoginAlarms Service { get; set; } = default!;

    [Inject] private FleetWatch Fleet { get; set; } = default!;

    [Inject] private DialogService Dialogs { get; set; } = default!;

    [CascadingParameter] private Actor Actor { get; set; } = Actor.Nobody;

    private bool Off => _busy || !RendererInfo.IsInteractive;

    private IReadOnlyList<Cluster> Clusters => [.. Fleet.Current.Clusters.OrderBy(cluster => cluster.Id, StringComparer.Ordinal)];

    // Requests and successes are for alarms that are there already: what one wants to be told of is failures.
    private IReadOnlyList<LoginMetric> Metrics => [.. LoginMetrics.Causes.Append(LoginMetric.Failure).Union(Alarm?.Metrics ?? [])];

    private IEnumerable<int> PeriodChoices => new[] { 60, 300, 600, 900, 1800, 3600 }.Append(_period).Distinct().Order();

    private IReadOnlyList<string> Topics => AlarmTopics.Parse(_topics);

    private string Name => Alarm?.Name ?? _name ?? (_cluster is null ? "" : AlarmOrder.NameOf(_cluster, _metric));

    private AlarmRule Rule => new(_metric, _comparison, Number(_threshold), _period, Whole(_periods), Whole(_datapoints), _missing);

    // What is wrong with the rule is said while one types; a refusal stands until something is changed.
    private Problem? Shown => _problem ?? Rule.Check();

    private string MissingHint => _missing switch
    {
        MissingSamples.NotBreaching => "CloudWatch has no sample while nobody logs in, and nobody logging in is no failure.",
        MissingSamples.Breaching => "It then fires whenever nobody logs in.",
        MissingSamples.Ignore => "Once it fires it stays so until somebody logs in.",
        _ => "It shows no data whenever nobody logs in.",
    };

    private string TopicHint => _cluster is not null && AlarmTopics.Foreign(Topics, _cluster).Any()
        ? "A topic is in another account: its policy has to let CloudWatch of this one publish to it."
        : Topics.Count == 0 ? "Without one the alarm shows here and in CloudWatch only." : "CloudWatch does not check that a topic exists.";

    private string PreviewText => _preview!.Firings.Count switch
    {
        0 => "It would not have fired.",
        1 => $"It would have fired once, for {Span(_preview.MinutesFiring)}.",
        var times => $"It would have fired {times:N0} times, for {Span(_preview.MinutesFiring)} in all.",
    } + (_preview.IsFiring ? " It would be in alarm now." : "");

    /// <summary>Opens it; the alarm's name once CloudWatch has accepted it, <c>null</c> when it was left.</summary>
    public static async Task<string?> OpenAsync(DialogService dialogs, LoginAlarm? alarm, string? clusterKey) => await dialogs.OpenAsync<AlarmDialog>(
        alarm is null ? "New alarm" : $"Change {alarm.Name}", new Dictionary<string, object?> { [nameof(Alarm)] = alarm, [nameof(ClusterKey)] = clusterKey }, DialogFrame.Options(920)) as string;

    /// <inheritdoc />
    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Take(Alarm?.Rule ?? AlarmRule.Usual(_metric));
        _topics = string.Join('\n', Alarm?.Actions ?? []);
        _tellOk = Alarm?.OkActions.Count > 0;
        _cluster = (Alarm?.ClusterKey ?? ClusterKey) is { } key ? Fleet.Current.Find(key) : Clusters is [var only] ? only : null;
        await ReadAsync();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            await _first.FocusAsync();
    }

    private static double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    private static int Whole(string text) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Span(int minutes) => minutes switch { 1 => "1 minute", < 120 => $"{minutes} minutes", _ => $"{minutes / 60} h {minutes % 60} min" };

    private string Wrong(string field) => Shown?.Field == field ? "true" : "false";

    private void Take(AlarmRule rule)
    {
        (_metric, _comparison, _threshold, _period) = (rule.Metric, rule.Comparison, rule.Threshold.ToString("R", CultureInfo.InvariantCulture), rule.Period);
        (_periods, _datapoints, _missing) = ($"{rule.Periods}", $"{rule.Datapoints}", rule.Missing);
    }

    private void ChooseMetric(LoginMetric metric) => Type(() =>
    {
        // Each cause has its usual figures, until somebody has chosen others.
        if (_tuned || Alarm is not null)
            _metric = metric;
        else
            Take(AlarmRule.Usual(metric));
        Preview();
    });

    private async Task ChooseCluster(string? key)
    {
        _cluster = Fleet.Current.Find(key ?? "");
        _problem = null;
        await ReadAsync();
    }

    private void Tune(Action change) => Type(() =>
    {
        change();
        _tuned = true;
        Preview();
    });

    private void Type(Action change)
    {
        change();
        _typed = true;
        _problem = null;
    }

    // One GetMetricData a cluster: whatever is typed afterwards is tried on the same samples.
    private async Task ReadAsync()
    {
        (_ground, _preview, _groundProblem) = (null, null, null);
        if (_cluster is not { } cluster)
            return;
        try
        {
            var ground = await Service.ReadAsync(Actor, cluster, Alarm?.Target, _left.Token);
            // Another cluster may have been chosen meanwhile.
            if (_cluster == cluster)
                _ground = ground;
        }
        catch (ProblemException error)
        {
            if (_cluster == cluster)
                _groundProblem = error.Problem;
        }
        catch (OperationCanceledException) when (_left.IsCancellationRequested)
        {
            return;
        }

        Preview();
    }

    private void Preview() => _preview = Rule.Check() is null ? _ground?.Try(Rule) : null;

    private async Task SubmitAsync()
    {
        if (_busy || _cluster is not { } cluster)
            return;
        // Where the metrics are is not known without an answer; the cluster's own dimension is the likelier.
        var order = new AlarmOrder(cluster, Name, _ground?.Target ?? Alarm?.Target ?? new AlarmTarget(LoginDimensions.ByCluster, [cluster.Id]), Rule, Topics, _tellOk, Alarm);
        _problem = order.Check();
        if (_problem is not null)
            return;
        _busy = true;
        try
        {
            await Service.PutAsync(Actor, order, CancellationToken.None);
            Dialogs.Close(order.Name);
        }
        catch (ProblemException error)
        {
            _problem = error.Problem;
            // The button that was pressed was disabled meanwhile, and the keys went with it.
            await _frame!.FocusAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
