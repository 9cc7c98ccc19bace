using AuroraConsole.Access;
using AuroraConsole.Query.Statements;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;
using ParameterValue = AuroraConsole.Query.Statements.ParameterValue;

namespace AuroraConsole.Query.Questions;

/// <summary>Asks for what a text needs before it is run.</summary>
public sealed partial class RunQuestions : ComponentBase
{
    private static readonly string[] Types =
        ["text", "integer", "bigint", "numeric", "double precision", "boolean", "date", "timestamp", "timestamptz", "interval", "uuid", "jsonb", "bytea", "inet", "text[]", "integer[]"];

    private readonly Dictionary<string, Entry> _answers = [];
    private DialogFrame? _frame;
    private Problem? _problem;

    /// <summary>What is asked.</summary>
    [Parameter, EditorRequired] public CheckAnswer Check { get; set; } = new([], [], []);

    /// <summary>Whose last values are offered.</summary>
    [Parameter, EditorRequired] public string Tab { get; set; } = "";

    /// <summary>As whom and where, such as <c>app_user on demo</c>.</summary>
    [Parameter] public string Place { get; set; } = "This tab";

    /// <summary>All is answered: run.</summary>
    [Parameter] public EventCallback<RunAnswers> Answered { get; set; }

    /// <summary>Back to the editor.</summary>
    [Parameter] public EventCallback Cancelled { get; set; }

    [CascadingParameter] private Actor Actor { get; set; } = Actor.Nobody;

    [Inject] private ParameterMemory Memory { get; set; } = default!;

    private IEnumerable<DangerQuestion> Losses => Check.Dangers.Where(danger => danger.Level == DangerLevel.Loss);

    private string Title => Losses.Any() ? "This is about to be lost" : Check.Parameters.Count == 1 ? "A value is needed" : "Values are needed";

    // One loss names itself on the button; of several none may hide the others.
    private string Verb => Losses.ToList() switch { [] => "Run", [var only] => only.Verb, var more => $"Run all {more.Count}" };

    /// <summary>Opens it as a dialog; <c>null</c> when its reader went back.</summary>
    public static async Task<RunAnswers?> OpenAsync(DialogService dialogs, CheckAnswer check, string tab, string place) => await dialogs.OpenAsync<RunQuestions>("Before it runs", new Dictionary<string, object?>
    {
        [nameof(Check)] = check,
        [nameof(Tab)] = tab,
        [nameof(Place)] = place,
        [nameof(Answered)] = EventCallback.Factory.Create<RunAnswers>(dialogs, answers => dialogs.Close(answers)),
        [nameof(Cancelled)] = EventCallback.Factory.Create(dialogs, () => dialogs.Close()),
    }, DialogFrame.Options(600)) as RunAnswers;

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        var last = Memory.Of(Actor, Tab);
        foreach (var question in Check.Parameters.Where(question => !_answers.ContainsKey(question.Name)))
        {
            var before = last.GetValueOrDefault(question.Name);
            _answers[question.Name] = new Entry { Value = before?.Value ?? "", IsNull = before is { Value: null }, Type = before?.Type ?? "" };
        }
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        // Enter in a dialog that only warns must not go through by itself.
        await (Check.Parameters is [var first, ..] ? _answers[first.Name].Input.FocusAsync() : _frame!.FocusAsync());
    }

    private async Task AnswerAsync()
    {
        _problem = null;
        var values = Check.Parameters.ToDictionary(question => question.Name, question => _answers[question.Name].Read());
        if (values.Values.FirstOrDefault(value => value.Type is { } type && !TypeName.IsOne(type)) is { } odd)
        {
            _problem = new Problem($"{odd.Type} is not the name of a type. Write it as in a cast, such as timestamptz or numeric(12,2).", "NoSuchType");
            return;
        }

        Memory.Keep(Actor, Tab, values);
        await Answered.InvokeAsync(new RunAnswers(values, Losses.Any()));
    }

    private sealed class Entry
    {
        public string Value { get; set; } = "";

        public string Type { get; set; } = "";

        public bool IsNull { get; set; }

        public ElementReference Input { get; set; }

        public ParameterValue Read() => new(IsNull ? null : Value ?? "", string.IsNullOrWhiteSpace(Type) ? null : Type.Trim());
    }
}
