using AuroraConsole.Audit;
using AuroraConsole.Shared;

namespace AuroraConsole.Aws;

/// <summary>Acts on AWS whose beginning is in the trail.</summary>
internal static class RecordedActs
{
    /// <summary>Does it, and says in the record how it ended.</summary>
    /// <param name="entry">The record; ended when this returns.</param>
    /// <param name="act">Asks AWS.</param>
    /// <exception cref="ProblemException">Why AWS refused.</exception>
    public static async Task CarryOutAsync(this AuditEntry entry, Func<Task> act)
    {
        using var record = entry;
        try
        {
            await act();
            record.Succeeded();
        }
        catch (Exception error) when (AwsProblems.Explain(error) is { } problem)
        {
            record.Failed(problem.Code);
            throw new ProblemException(problem, error);
        }
    }
}
