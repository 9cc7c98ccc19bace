using AuroraConsole.Access;
using AuroraConsole.Clusters.Operations;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Radzen;

namespace AuroraConsole.Clusters;

/// <summary>What to create, what it costs and what one would forget. Closes with the operation once AWS has accepted.</summary>
public sealed partial class CreateDialog : ComponentBase
{
    private static readonly (int Seconds, string Word)[] Sleeps =
        [(300, "5 min idle"), (600, "10 min idle"), (1800, "30 min idle"), (3600, "1 h idle"), (14_400, "4 h idle"), (86_400, "24 h idle")];

    private readonly Dictionary<string, string> _tags = [];
    private DialogFrame? _frame;
    private ElementReference _name;
    private string _id = "";
    private string _region = "";
    private string _min = "0";
    private string _max = "8";
    private int _sleep = 300;
    private string _tag = "";
    private bool _protection;
    private bool _export = true;
    private bool _backups = true;
    private bool _showCommand;
    private bool _busy;
    private Problem? _problem;

    [Inject] private ClusterOperations Operations { get; set; } = default!;

    [Inject] private ClusterDefaults Defaults { get; set; } = default!;

    [Inject] private RdsRegions AllRegions { get; set; } = default!;

    [Inject] private FleetWatch Fleet { get; set; } = default!;

    [Inject] private DialogService Dialogs { get; set; } = default!;

    [Inject] private IOptions<ClusterPrices> PriceOptions { get; set; } = default!;

    [CascadingParameter] private Actor Actor { get; set; } = Actor.Nobody;

    private ClusterPrices Prices => PriceOptions.Value;

    private bool Off => _busy || !RendererInfo.IsInteractive;

    // What cannot be read is out of every range, and is refused with the range's own sentence.
    private double Min => double.TryParse(_min, out var acu) && double.IsFinite(acu) ? acu : -1;

    private double Max => double.TryParse(_max, out var acu) && double.IsFinite(acu) ? acu : -1;

    private ClusterOrder Order => new(_region, ClusterNames.Normalize(_id), Min, Max, _protection, _sleep, new Dictionary<string, string>(_tags), _export, _backups ? 7 : 1);

    private Problem? RangeProblem => ScalingRange.Check(Min, Max, _sleep);

    private string ProtectionHint => (_protection, Defaults.Protect) switch
    {
        (true, true) => "On here. AWS leaves it off for express clusters.",
        (true, false) => "On: it must be lifted in Settings before the cluster can go.",
        (false, true) => "Off: one call deletes the cluster, with any tool.",
        (false, false) => "Off on an emulator, whose clusters come and go. On an account it starts on.",
    };

    private string? NameError
    {
        get
        {
            if (_problem?.Field == "id")
                return _problem.Sentence;
            var name = ClusterNames.Normalize(_id);
            if (name.Length == 0)
                return null;
            return ClusterNames.Check(name) ?? (Fleet.Current.Find($"{_region}/{name}") is null ? null : CreateRefusals.Taken(Order).Sentence);
        }
    }

    private string NameHint => ClusterNames.Normalize(_id) is { Length: > 0 } name
        ? $"Free in {_region}. {name.Length} of {ClusterNames.Longest} characters.{(name == _id ? "" : $" AWS keeps it as {name}.")}"
        : $"Letters, digits and hyphens, up to {ClusterNames.Longest}.";

    private double SliderMost => Math.Max(Min, Max) switch { <= 16 => 16, <= 64 => 64, _ => ScalingRange.Most };

    private double[] SliderValue => [Math.Clamp(Min, 0, SliderMost), Math.Clamp(Max, 0, SliderMost)];

    private double[] Ticks => SliderMost switch { 16 => [0, 2, 4, 8, 12, 16], 64 => [0, 8, 16, 32, 48, 64], _ => [0, 32, 64, 128, 192, 256] };

    // Three honest prices explain a range better than one: asleep, a working week, never asleep.
    private (string What, double Dollars)[] Costs
    {
        get
        {
            // While one types, the least may stand above the most.
            var least = Math.Max(0, Min);
            var most = Math.Max(Math.Max(1, Max), least);
            var week = Math.Clamp(2, least, most);
            return
            [
                least == 0 ? ("Asleep all month", 0) : ($"{least:0.#} ACU, idle all month", Prices.Month(least)),
                ($"{week:0.#} ACU, 40 h a week", Prices.Month(week, 40, least)),
                ($"{most:0.#} ACU, never asleep", Prices.Month(most)),
            ];
        }
    }

    private bool HasChanges => _id.Length > 0 || _tags.Count > 0 || _tag.Length > 0 || _min != "0" || _max != "8" || _protection != Defaults.Protect || !_export || !_backups;

    /// <summary>Opens it; the operation, or <c>null</c> when it was left.</summary>
    public static async Task<ClusterOperation?> OpenAsync(DialogService dialogs) =>
        await dialogs.OpenAsync<CreateDialog>("Create an express cluster", null, DialogFrame.Options(920)) as ClusterOperation;

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        _region = AllRegions.Names[0];
        _protection = Defaults.Protect;
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            await _name.FocusAsync();
    }

    private string IsWrong(string field) => RangeProblem?.Field == field || _problem?.Field == field ? "true" : "false";

    private void OnName(ChangeEventArgs e)
    {
        _id = (string?)e.Value ?? "";
        Forgive("id");
    }

    private void OnRegion(ChangeEventArgs e)
    {
        _region = (string?)e.Value ?? "";
        Forgive("id", "region");
    }

    private void OnAcu(ChangeEventArgs e, bool least)
    {
        var text = (string?)e.Value ?? "";
        if (least)
            _min = text;
        else
            _max = text;
        Forgive("minAcu", "maxAcu");
    }

    private void OnSlide(IEnumerable<double> range)
    {
        if (range.ToArray() is not [var one, var other])
            return;
        (_min, _max) = ($"{Math.Min(one, other):0.#}", $"{Math.Max(1, Math.Max(one, other)):0.#}");
        Forgive("minAcu", "maxAcu");
    }

    private void OnTag(ChangeEventArgs e)
    {
        _tag = (string?)e.Value ?? "";
        if (_tag.EndsWith(',') || _tag.EndsWith(' '))
            AddTag();
    }

    private void AddTag()
    {
        if (ClusterTags.Parse(_tag.TrimEnd(',', ' ')) is { } tag)
            _tags[tag.Key] = tag.Value;
        _tag = "";
        Forgive("tags");
    }

    // A refusal stands until what it speaks of is changed.
    private void Forgive(params string[] fields)
    {
        if (_problem is { Field: null } || fields.Contains(_problem?.Field))
            _problem = null;
    }

    private async Task SubmitAsync()
    {
        if (_busy)
            return;
        AddTag();
        if (Order.Check(AllRegions.Names) is { } wrong)
        {
            _problem = wrong;
            return;
        }

        _busy = true;
        _problem = null;
        try
        {
            var operation = await Operations.CreateAsync(Actor, Order, CancellationToken.None);
            Dialogs.Close(operation);
        }
        catch (ProblemException error)
        {
            _problem = error.Problem;
        }
        finally
        {
            _busy = false;
        }
    }
}
