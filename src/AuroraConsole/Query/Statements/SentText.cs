namespace AuroraConsole.Query.Statements;

/// <summary>A statement as it is sent, and where its parameters stand in what was written.</summary>
/// <param name="Text">What is sent.</param>
/// <param name="Places">Of its parameters, ascending.</param>
public sealed record SentText(string Text, IReadOnlyList<ParameterPlace> Places)
{
    /// <summary>The place in the written statement, UTF-16, of a place in the sent one; within a parameter: where it begins.</summary>
    public int Written(int sent)
    {
        if (Places.LastOrDefault(place => place.Sent <= sent) is not { } before)
            return sent;
        return sent < before.SentEnd ? before.Written : before.WrittenEnd + sent - before.SentEnd;
    }
}

/// <summary>One parameter. All offsets are UTF-16 in the statement.</summary>
/// <param name="Sent">Where it begins in the sent text.</param>
/// <param name="SentEnd">Where it has ended there.</param>
/// <param name="Written">Where it begins in the written text.</param>
/// <param name="WrittenEnd">Where it has ended there.</param>
public sealed record ParameterPlace(int Sent, int SentEnd, int Written, int WrittenEnd);
