using System.Text.Json.Serialization;

namespace AuroraConsole.Query.Statements;

/// <summary>How much a statement may hurt.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DangerLevel>))]
public enum DangerLevel
{
    /// <summary>Worth a word: others wait meanwhile, or it happens on the server's disk.</summary>
    [JsonStringEnumMemberName("note")]
    Note,

    /// <summary>Data or objects are gone afterwards: asked first.</summary>
    [JsonStringEnumMemberName("loss")]
    Loss,
}

/// <summary>What a statement would do that its author may not mean.</summary>
/// <param name="Level">How much it may hurt.</param>
/// <param name="Keyword">What does it: DELETE, UPDATE, TRUNCATE, DROP TABLE, …</param>
/// <param name="Target">The object as the statement spells it; <c>null</c> when there is none to name.</param>
/// <param name="Sentence">What happens, without figures.</param>
/// <param name="Verb">For the button that goes on, such as "Delete all rows".</param>
/// <param name="Position">UTF-16 offset in the editor's text.</param>
public sealed record Danger(DangerLevel Level, string Keyword, string? Target, string Sentence, string Verb, int Position)
{
    /// <summary>Whether the target has rows that are changed or gone.</summary>
    public bool CountsRows => Keyword is "DELETE" or "UPDATE" or "TRUNCATE" or "MERGE" or "DROP TABLE" or "DROP MATERIALIZED VIEW" or "ALTER TABLE";
}
