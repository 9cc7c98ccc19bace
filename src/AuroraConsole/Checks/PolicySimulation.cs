using Amazon.IdentityManagement.Model;
using AuroraConsole.Aws;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.Checks;

/// <summary>Asks IAM whether a principal may log in as a role (IAM API, SimulatePrincipalPolicy). Says "cannot tell" rather than guess.</summary>
public sealed class PolicySimulation(AwsClients clients)
{
    private const string Name = "Policy";

    /// <summary>The check of the policy.</summary>
    /// <param name="caller">Who signs, as STS names it.</param>
    /// <param name="cluster">Where to.</param>
    /// <param name="role">The database role.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<LoginCheck> CheckAsync(CallerIdentity caller, Cluster cluster, string role, CancellationToken cancellationToken)
    {
        var resource = LoginPolicy.UserArn(cluster, role);
        var cure = new LoginCure("policy that allows it", LoginPolicy.Document(cluster, role));
        try
        {
            foreach (var principal in Principals(caller.Arn, cluster.Region))
            {
                if (await AskAsync(principal, [resource], cluster.Region, cancellationToken) is [var result, ..])
                    return Judge(result, principal, resource, cure);
            }

            return new LoginCheck(Name, StatusKind.Unknown, caller.Arn.Contains(":assumed-role/", StringComparison.Ordinal)
                ? $"cannot tell: IAM finds no role of this name; its path is not part of the session's name. {caller.ShortName} needs rds-db:connect on"
                : $"cannot tell: policies of {caller.ShortName} cannot be simulated. It needs rds-db:connect on", resource, cure);
        }
        catch (Exception error) when (AwsProblems.Explain(error) is { } problem)
        {
            return new LoginCheck(Name, StatusKind.Unknown, problem.Status == StatusCodes.Status403Forbidden
                ? $"cannot tell: the console may not ask IAM (iam:SimulatePrincipalPolicy). {caller.ShortName} needs rds-db:connect on"
                : $"cannot tell: IAM did not answer the simulation ({problem.Code}). {caller.ShortName} needs rds-db:connect on", resource, cure);
        }
    }

    /// <summary>
    /// Which of some other logins the caller's policies allow, in the order they were named: what its policy says in place of the right one.
    /// Empty when none is, or when IAM does not tell.
    /// </summary>
    public async Task<IReadOnlyList<string>> AllowedAsync(CallerIdentity caller, string region, IReadOnlyList<string> resources, CancellationToken cancellationToken)
    {
        if (resources.Count == 0)
            return [];
        try
        {
            foreach (var principal in Principals(caller.Arn, region))
            {
                if (await AskAsync(principal, resources, region, cancellationToken) is not { } results)
                    continue;
                // One result a resource, or one for all with a part for each.
                var allowed = results
                    .SelectMany(result => (result.ResourceSpecificResults ?? []).Select(part => (part.EvalResourceName, Decision: part.EvalResourceDecision)).Append((result.EvalResourceName, Decision: result.EvalDecision)))
                    .Where(part => part.Decision?.Value == "allowed").Select(part => part.EvalResourceName).ToHashSet();
                return [.. resources.Where(allowed.Contains)];
            }
        }
        catch (Exception error) when (AwsProblems.Explain(error) is not null)
        {
            // The check of the right one says why IAM does not answer.
        }

        return [];
    }

    /// <summary>
    /// The ARNs whose policies may be simulated, likeliest first. A session's ARN names its role without the role's path;
    /// roles of IAM Identity Center have a known one.
    /// </summary>
    internal static IEnumerable<string> Principals(string arn, string region)
    {
        if (arn.Split(':', 6) is not [_, var partition, var service, _, var account, var name])
            return [];
        if (service == "iam" && (name.StartsWith("user/", StringComparison.Ordinal) || name.StartsWith("role/", StringComparison.Ordinal)))
            return [arn];
        if (name.Split('/') is not ["assumed-role", var role, ..])
            return [];
        string[] paths = role.StartsWith("AWSReservedSSO_", StringComparison.Ordinal) ? ["aws-reserved/sso.amazonaws.com/", $"aws-reserved/sso.amazonaws.com/{region}/"] : [""];
        return paths.Select(path => $"arn:{partition}:iam::{account}:role/{path}{role}");
    }

    private async Task<List<EvaluationResult>?> AskAsync(string principal, IReadOnlyList<string> resources, string region, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await clients.Iam(region).SimulatePrincipalPolicyAsync(
                new SimulatePrincipalPolicyRequest { PolicySourceArn = principal, ActionNames = [LoginPolicy.Action], ResourceArns = [.. resources] }, cancellationToken);
            return answer.EvaluationResults ?? [];
        }
        catch (NoSuchEntityException)
        {
            return null;
        }
    }

    private static LoginCheck Judge(EvaluationResult result, string principal, string resource, LoginCure cure)
    {
        var who = principal[(principal.LastIndexOf(':') + 1)..];
        var missing = result.MissingContextValues ?? [];
        var sources = string.Join(", ", (result.MatchedStatements ?? []).Select(statement => statement.SourcePolicyId).OfType<string>().Distinct());
        var unsupported = missing.Where(PolicyCheck.IsUnsupported).ToList();
        var hangs = unsupported.Count > 0 ? $" A statement asks for {string.Join(", ", unsupported)}, which database logins do not carry: remove it."
            : missing.Count > 0 ? $" A statement hangs on {string.Join(", ", missing)}, known only at the login."
            : "";
        return result switch
        {
            { OrganizationsDecisionDetail.AllowedByOrganizations: false } =>
                new(Name, StatusKind.Broken, $"an organization's policy does not let {who} log in with rds-db:connect on", resource),
            { PermissionsBoundaryDecisionDetail.AllowedByPermissionsBoundary: false } =>
                new(Name, StatusKind.Broken, $"the permissions boundary of {who} does not include rds-db:connect on", resource, cure),
            { EvalDecision.Value: "allowed" } when hangs.Length > 0 => new(Name, StatusKind.Attention, $"{who} may, as simulated.{hangs}", resource),
            { EvalDecision.Value: "allowed" } => new(Name, StatusKind.Available, $"{who} may, as simulated. Session policies and conditions of an organization's policies are not part of it", resource),
            { EvalDecision.Value: "explicitDeny" } => new(Name, StatusKind.Broken, $"a statement denies it{(sources.Length > 0 ? $" (in {sources})" : "")}; a denial wins over every permission.{hangs} Change it for", resource),
            { EvalDecision.Value: "implicitDeny" } => new(Name, StatusKind.Broken, $"no policy of {who} allows rds-db:connect.{hangs} Attach one for", resource, cure),
            _ => new(Name, StatusKind.Unknown, $"cannot tell: IAM's simulation says {result.EvalDecision?.Value}.", resource, cure),
        };
    }
}
