using System.Data;
using System.Text;
using AuroraConsole.Shared;
using Npgsql;

namespace AuroraConsole.Query.Runs;

/// <summary>Reads the one value an EXPLAIN answers, in pieces and up to a limit.</summary>
internal static class PlanReading
{
    // Characters.
    private const int Most = 8 << 20;

    /// <summary>The plan as JSON; <c>null</c> when the answer is none.</summary>
    /// <exception cref="ProblemException"><c>PlanTooLong</c>.</exception>
    public static string? Read(NpgsqlCommand command)
    {
        using var reader = command.ExecuteReader(CommandBehavior.SequentialAccess | CommandBehavior.SingleResult);
        if (!reader.Read() || reader.FieldCount != 1)
            return null;
        using var text = reader.GetTextReader(0);
        var plan = new StringBuilder();
        var piece = new char[16 * 1024];
        while (text.Read(piece) is > 0 and var got)
        {
            if (plan.Length + got > Most)
                throw new ProblemException(new Problem("The plan is longer than 8 MB, which is more than can be shown. EXPLAIN a part of the statement.", "PlanTooLong"));
            plan.Append(piece, 0, got);
        }

        return plan.ToString();
    }
}
