using Microsoft.AspNetCore.Mvc;

namespace AuroraConsole.Shared;

/// <summary>Problems as the API's answers (RFC 9457).</summary>
public static class Problems
{
    /// <summary>An <c>application/problem+json</c> answer with <c>code</c> and, where known, <c>field</c>.</summary>
    public static IResult ToResult(this Problem problem)
    {
        var details = new ProblemDetails { Title = problem.Sentence, Status = problem.Status };
        if (problem.Code is not null)
            details.Extensions["code"] = problem.Code;
        if (problem.Field is not null)
            details.Extensions["field"] = problem.Field;
        return Results.Problem(details);
    }
}
