using System.Text.Json.Serialization;
using AuroraConsole.Shared;

namespace AuroraConsole.Query.Results.Views;

/// <summary>How to look at a result, as <c>POST /api/query/results/{id}/views</c> takes it. All filters must let a row pass.</summary>
/// <param name="Sort">Columns to sort by, the first counts most; none: the order of the result.</param>
/// <param name="Filters">Filters of single columns.</param>
/// <param name="Search">Text that some column contains, upper and lower case alike.</param>
public sealed record ViewRequest(IReadOnlyList<SortKey>? Sort = null, IReadOnlyList<ColumnFilter>? Filters = null, string? Search = null)
{
    private const int MostKeys = 8;
    private const int MostFilters = 32;
    private const int LongestValue = 1_000;

    /// <summary>Checks it against a result of so many columns.</summary>
    /// <exception cref="ProblemException">400 with the field.</exception>
    public void Check(int columns)
    {
        if (Sort?.Count > MostKeys)
            throw Refused($"A result is sorted by {MostKeys} columns at most.", "sort");
        if (Filters?.Count > MostFilters)
            throw Refused($"A view has {MostFilters} filters at most.", "filters");
        if (Sort?.Any(key => key.Column < 0 || key.Column >= columns) == true)
            throw Refused("The result has no such column to sort by.", "sort");
        if (Filters?.Any(filter => filter.Column < 0 || filter.Column >= columns) == true)
            throw Refused("The result has no such column to filter.", "filters");
        if (Search?.Length > LongestValue || Filters?.Any(filter => filter.Value?.Length > LongestValue) == true)
            throw Refused($"Text to look for has {LongestValue:N0} characters at most.", "filters");
    }

    internal static ProblemException Refused(string sentence, string field) => new(new Problem(sentence, "InvalidView", Field: field));
}

/// <summary>A column to sort by. NULL comes last in both directions.</summary>
/// <param name="Column">From 0.</param>
/// <param name="Descending">The largest first.</param>
public sealed record SortKey(int Column, bool Descending = false);

/// <summary>What a column must have.</summary>
/// <param name="Column">From 0.</param>
/// <param name="Test">What is asked of the value.</param>
/// <param name="Value">To compare with; not for NULL.</param>
public sealed record ColumnFilter(int Column, FilterTest Test, string? Value = null);

/// <summary>What a filter asks of a value.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FilterTest>))]
public enum FilterTest
{
    /// <summary>Has the text in it, upper and lower case alike.</summary>
    [JsonStringEnumMemberName("contains")] Contains,

    /// <summary>Does not; NULL has no text in it.</summary>
    [JsonStringEnumMemberName("lacks")] Lacks,

    /// <summary>Is the same: the same text or, for numbers and times, the same value.</summary>
    [JsonStringEnumMemberName("equals")] Equals,

    /// <summary>Is not the same; NULL is not.</summary>
    [JsonStringEnumMemberName("differs")] Differs,

    /// <summary>Comes after the value in the column's order.</summary>
    [JsonStringEnumMemberName("above")] Above,

    /// <summary>Comes before it.</summary>
    [JsonStringEnumMemberName("below")] Below,

    /// <summary>Is NULL.</summary>
    [JsonStringEnumMemberName("null")] Null,

    /// <summary>Is not NULL.</summary>
    [JsonStringEnumMemberName("not-null")] NotNull,
}
