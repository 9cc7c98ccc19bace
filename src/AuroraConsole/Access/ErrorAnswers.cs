using System.Text.Json;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AuroraConsole.Access;

/// <summary>The one place failures reach: a sentence for what can be explained, a log line and nothing inward for the rest.</summary>
internal sealed partial class ErrorAnswers(RequestDelegate next, ILogger<ErrorAnswers> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (IsApi(context) && !context.Response.HasStarted && context.Response is { StatusCode: >= 400, ContentType: null, ContentLength: null })
                await Plain(context.Response.StatusCode).ToResult().ExecuteAsync(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
            if (!context.Response.HasStarted)
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, Explain(error));
        }
    }

    private Problem Explain(Exception error)
    {
        switch (error)
        {
            case ProblemException known:
                return known.Problem;
            case BadHttpRequestException { InnerException: JsonException json }:
                return NotJson(json);
            case JsonException json:
                return NotJson(json);
            case BadHttpRequestException bad when bad.Message.StartsWith("Implicit body", StringComparison.Ordinal):
                return new Problem("The request has no body. Send the fields as JSON.", "MissingBody");
            case BadHttpRequestException bad:
                return new Problem($"The request cannot be read: {bad.Message}", "BadRequest", bad.StatusCode);
            case System.Data.Common.DbException server:
                // Its text may hold values of rows, so only its code is logged.
                Log.DatabaseFailed(logger, server.GetType().Name, server.SqlState, server.StackTrace);
                return new Problem("The database ended the connection, or did not do what the console asked of it. Try again.", server.SqlState ?? "ConnectionBroken", StatusCodes.Status502BadGateway);
            default:
                Log.Failed(logger, error);
                return Plain(StatusCodes.Status500InternalServerError);
        }
    }

    private static Problem NotJson(JsonException error) => new(
        $"The body is not the JSON expected here, at {error.Path ?? "its beginning"} (line {(error.LineNumber ?? 0) + 1}, byte {(error.BytePositionInLine ?? 0) + 1}). Nothing was done.",
        "InvalidJson", Field: error.Path is { Length: > 2 } path ? path[2..] : null);

    private static Problem Plain(int status) => status switch
    {
        StatusCodes.Status404NotFound => new("There is nothing at this address. GET /openapi/v1.json lists what there is.", "NotFound", status),
        StatusCodes.Status405MethodNotAllowed => new("This address does not take that method. GET /openapi/v1.json lists what there is.", "MethodNotAllowed", status),
        StatusCodes.Status500InternalServerError => new("The console failed at this and wrote down why in its log. Try again; if it lasts, report it with the time.", "InternalError", status),
        _ => new($"The request was not accepted (HTTP {status}).", "BadRequest", status),
    };

    private static async Task AnswerAsync(HttpContext context, Problem problem)
    {
        context.Response.Clear();
        if (!IsPage(context))
        {
            await problem.ToResult().ExecuteAsync(context);
            return;
        }

        // A scope of its own: the failed page's renderer and navigation cannot be used twice.
        await using var scope = context.RequestServices.CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        var page = new RazorComponentResult<ErrorPage>(new { Problem = problem }) { StatusCode = problem.Status };
        await page.ExecuteAsync(context);
    }

    private static bool IsPage(HttpContext context) => HttpMethods.IsGet(context.Request.Method) && !IsApi(context);

    private static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api");

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A request failed")]
        public static partial void Failed(ILogger logger, Exception error);

        [LoggerMessage(Level = LogLevel.Error, Message = "A request failed at the database: {Type} {Code}\n{Stack}")]
        public static partial void DatabaseFailed(ILogger logger, string type, string? code, string? stack);
    }
}
