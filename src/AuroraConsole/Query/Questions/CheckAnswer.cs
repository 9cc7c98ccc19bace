using AuroraConsole.Query.Statements;

namespace AuroraConsole.Query.Questions;

/// <summary>What must be answered before a text is run, as <c>POST /api/query/check</c> says it.</summary>
/// <param name="Parameters">Values to give, each name once.</param>
/// <param name="Dangers">What would be lost, and softer notes.</param>
/// <param name="Refusals">What cannot be run at all.</param>
public sealed record CheckAnswer(IReadOnlyList<ParameterQuestion> Parameters, IReadOnlyList<DangerQuestion> Dangers, IReadOnlyList<Refusal> Refusals)
{
    /// <summary>Whether the run needs an answer first.</summary>
    public bool NeedsAnswer => Parameters.Count > 0 || Dangers.Any(danger => danger.Level == DangerLevel.Loss);
}

/// <summary>A parameter without a value.</summary>
/// <param name="Statement">Number of the first statement that has it, from 1.</param>
/// <param name="Name">Without its colon; "1" for <c>$1</c>.</param>
/// <param name="Type">The type the server finds for it; <c>null</c> when it was not asked, or finds none.</param>
public sealed record ParameterQuestion(int Statement, string Name, string? Type = null)
{
    /// <summary>As it stands in the text.</summary>
    public string Spelled => char.IsAsciiDigit(Name[0]) ? $"${Name}" : $":{Name}";
}

/// <summary>A danger with what is known of its target.</summary>
/// <param name="Statement">Number of the statement, from 1.</param>
/// <param name="Level">How much it may hurt.</param>
/// <param name="Keyword">What does it.</param>
/// <param name="Target">The object as the statement spells it.</param>
/// <param name="Sentence">What happens, with figures where they are known.</param>
/// <param name="Verb">For the button that goes on.</param>
/// <param name="EstimatedRows">Rows the target has by the planner's estimate; <c>null</c>: not known.</param>
/// <param name="Position">UTF-16 offset in the editor's text.</param>
public sealed record DangerQuestion(int Statement, DangerLevel Level, string Keyword, string? Target, string Sentence, string Verb, long? EstimatedRows, int Position);

/// <summary>What was answered.</summary>
/// <param name="Parameters">Values by name.</param>
/// <param name="Confirmed">Whether what would be lost was seen and is meant.</param>
public sealed record RunAnswers(IReadOnlyDictionary<string, ParameterValue> Parameters, bool Confirmed);
