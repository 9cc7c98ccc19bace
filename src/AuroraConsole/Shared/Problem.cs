namespace AuroraConsole.Shared;

/// <summary>What went wrong, in words for the person who has to go on.</summary>
/// <param name="Sentence">What happened, what it means, what to do. Never contains a secret.</param>
/// <param name="Code">AWS error code, SQLSTATE or a code of our own; shown in small print and given as <c>code</c> by the API.</param>
/// <param name="Status">The HTTP status the API answers with.</param>
/// <param name="Field">The form's field the sentence belongs to, where there is one.</param>
public sealed record Problem(string Sentence, string? Code = null, int Status = StatusCodes.Status400BadRequest, string? Field = null);

/// <summary>A failure that can be explained to the user. Anything else is a bug and reaches one place that logs it.</summary>
public sealed class ProblemException(Problem problem, Exception? inner = null) : Exception(problem.Sentence, inner)
{
    /// <summary>The explanation.</summary>
    public Problem Problem { get; } = problem;
}
