using AuroraConsole.Access;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Query.Runs;
using AuroraConsole.Query.Statements;
using AuroraConsole.Shared;
using Npgsql;

namespace AuroraConsole.Query.Questions;

/// <summary>What has to be asked before a run, and whether it was answered. The page asks first; the server never relies on that.</summary>
public sealed class RunChecks(FleetWatch fleet, SideConnections connections, DangerEstimates estimates)
{
    // Types are a service: a paused cluster is not waited for.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>What the text needs. Runs nothing.</summary>
    /// <exception cref="ProblemException">400 as a run would get it, 403 <c>AccessDenied</c>, 404 for an unknown cluster.</exception>
    public async Task<CheckAnswer> ReadAsync(Actor actor, RunRequest request, CancellationToken cancellationToken)
    {
        AccessControl.Demand(actor, Act.RunSql);
        var plan = RunPlan.Of(request);
        DatabaseConnector.CheckRole(plan.Role);
        var refusals = plan.Statements
            .Select(statement => StatementRules.Check(statement, plan.ReadOnly, plan.Explain != ExplainMode.None, plan.Parameters))
            .OfType<Refusal>().Where(refusal => refusal.Code != "ParameterWithoutValue").ToList();
        var cluster = await fleet.GetAsync(plan.Cluster, fresh: false, cancellationToken);
        var parameters = refusals.Count > 0 ? [] : await ParametersAsync(actor, cluster, plan, cancellationToken);
        var dangers = refusals.Count > 0 ? [] : await DangersAsync(actor, cluster, plan, cancellationToken);
        return new CheckAnswer(parameters, dangers, refusals);
    }

    /// <summary>Whether a run was refused for want of an answer.</summary>
    public static bool IsQuestion(string? code) => code is "ParameterWithoutValue" or "ConfirmationNeeded";

    /// <summary>Throws unless the plan answers what its text asks.</summary>
    /// <exception cref="ProblemException">400 <c>ParameterWithoutValue</c> and others of <see cref="StatementParameters.Missing"/>, 409 <c>ConfirmationNeeded</c>.</exception>
    public static void Demand(RunPlan plan)
    {
        foreach (var statement in plan.Statements)
        {
            if (StatementParameters.Missing(statement, plan.Parameters) is { } missing)
                throw new ProblemException(new Problem(missing.Sentence, missing.Code, StatusCodes.Status400BadRequest, "parameters"));
        }

        if (plan.Confirmed || All(plan).FirstOrDefault(found => found.Danger.Level == DangerLevel.Loss) is not { Danger: { } danger })
            return;
        throw new ProblemException(new Problem($"{danger.Sentence} Send confirmed: true if that is meant.", "ConfirmationNeeded", StatusCodes.Status409Conflict, "confirmed"));
    }

    // Read-only undoes everything, and so does an EXPLAIN that the console asks for itself.
    private static IEnumerable<(int Statement, Danger Danger)> All(RunPlan plan) => plan.ReadOnly || plan.Explain != ExplainMode.None
        ? []
        : plan.Statements.SelectMany((statement, index) => Dangers.Of(statement).Select(danger => (index + 1, danger)));

    private async Task<IReadOnlyList<DangerQuestion>> DangersAsync(Actor actor, Cluster cluster, RunPlan plan, CancellationToken cancellationToken)
    {
        var found = All(plan).ToList();
        var targets = found.Select(one => one.Danger.Target).OfType<string>().ToList();
        var facts = targets.Count == 0 ? new Dictionary<string, TargetFacts>() : await estimates.ReadAsync(actor, cluster, plan.Database, plan.Role, targets, cancellationToken);
        return [.. found.Select(one => Ask(one.Statement, one.Danger, one.Danger.Target is { } target ? facts.GetValueOrDefault(target) : null))];
    }

    private static DangerQuestion Ask(int statement, Danger danger, TargetFacts? facts)
    {
        var words = facts?.Words(dependents: danger.Keyword.StartsWith("DROP", StringComparison.Ordinal) || danger.Keyword == "TRUNCATE") ?? "";
        var sentence = words.Length > 0 ? $"{danger.Sentence[..^1]}: {words}." : danger.CountsRows ? $"{danger.Sentence} How many rows is not known." : danger.Sentence;
        return new DangerQuestion(statement, danger.Level, danger.Keyword, danger.Target, sentence, danger.Verb, danger.CountsRows ? facts?.Rows : null, danger.Position);
    }

    private async Task<IReadOnlyList<ParameterQuestion>> ParametersAsync(Actor actor, Cluster cluster, RunPlan plan, CancellationToken cancellationToken)
    {
        var asked = new List<ParameterQuestion>();
        for (var index = 0; index < plan.Statements.Count; index++)
        {
            var names = StatementParameters.Of(plan.Statements[index]);
            if (names.All(name => plan.Parameters.ContainsKey(name)))
                continue;
            var types = await TypesAsync(actor, cluster, plan, plan.Statements[index], cancellationToken);
            asked.AddRange(names.Select((name, at) => new ParameterQuestion(index + 1, name, at < types.Length ? types[at] : null))
                .Where(question => !plan.Parameters.ContainsKey(question.Name) && asked.All(before => before.Name != question.Name)));
        }

        return asked;
    }

    // Prepared under a name and dropped again, never executed: the only way to ask for the types of parameters in SQL.
    private async Task<string[]> TypesAsync(Actor actor, Cluster cluster, RunPlan plan, SqlStatement statement, CancellationToken cancellationToken)
    {
        if (statement.Keyword is "COPY" or "CALL" or "DECLARE" or "EXPLAIN")
            return [];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await connections.UseAsync(actor, cluster, plan.Database, plan.Role, "types of parameters", async (connection, stop) =>
            {
                // A name of its own: one that a cancel left behind must not be in the way.
                var name = $"ac_{Guid.NewGuid():N}";
                await using (var prepare = SideConnections.OnPath(connection, $"PREPARE {name} AS {StatementParameters.Number(statement).Text}"))
                    await prepare.ExecuteNonQueryAsync(stop);
                await using var types = new NpgsqlCommand("SELECT parameter_types::text[] FROM pg_catalog.pg_prepared_statements WHERE name = $1", connection) { Parameters = { new() { Value = name } } };
                var found = (string[])(await types.ExecuteScalarAsync(stop))!;
                await using var drop = new NpgsqlCommand($"DEALLOCATE {name}", connection);
                await drop.ExecuteNonQueryAsync(stop);
                return found;
            }, patience.Token);
        }
        catch (Exception unknown) when (unknown is ProblemException or NpgsqlException || (unknown is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return [];
        }
    }
}
