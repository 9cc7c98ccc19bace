using System.Globalization;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>AWS IAM, API version 2010-05-08: what the policies of <c>iam.json</c> say. They are changed there, not here.</summary>
internal static class IamService
{
    public static ApiService Create(SandboxAccount account) => new(
        "iam", "iam", "2010-05-08", "https://iam.amazonaws.com/doc/2010-05-08/", Target: null,
        new Dictionary<string, ApiOperation>
        {
            ["SimulatePrincipalPolicy"] = new(call => Simulate(account.Iam, call.Input), call => call.Input.Required("PolicySourceArn")),
        });

    private static ApiObject Simulate(IamPolicies iam, ApiInput input)
    {
        var principal = Principal(iam, input.Required("PolicySourceArn"));
        var actions = input.Texts("ActionNames");
        if (actions.Count == 0)
            throw new AwsRefusalException("ValidationError", "1 validation error detected: Value null at 'actionNames' failed to satisfy constraint: Member must not be null");
        if (actions.FirstOrDefault(a => a.Split(':') is not [{ Length: > 0 }, { Length: > 0 }]) is { } malformed)
            throw Invalid($"Invalid Action: {malformed}. An action is named service:Action.");
        if (input.Names.FirstOrDefault(n => n is "ResourcePolicy" or "CallerArn" or "ResourceOwner" or "ResourceHandlingOption" or "PolicyExclusionList") is { } given)
            throw Invalid($"The sandbox simulates the policies of iam.json and those of the request; {given} is not taken into account.");

        principal = principal with { Policies = [.. principal.Policies, .. input.Texts("PolicyInputList").Select((p, i) => new SourcedPolicy($"PolicyInputList.{i + 1}", "none", Document(p)))] };
        if (input.Texts("PermissionsBoundaryPolicyInputList") is { Count: > 0 } boundaries)
            principal = principal with { Boundary = boundaries is [var only] ? Document(only) : throw Invalid("Only one permissions boundary policy can be given.") };

        var context = input.Items("ContextEntries").Select(e => KeyValuePair.Create(e.Required("ContextKeyName"), new Texts(e.Texts("ContextKeyValues")))).ToList();
        var resources = input.Texts("ResourceArns") is { Count: > 0 } arns ? arns : ["*"];
        var size = input.Int("MaxItems") ?? 100;
        if (size is < 1 or > 1000)
            throw new AwsRefusalException("ValidationError", $"1 validation error detected: Value '{size}' at 'maxItems' failed to satisfy constraint: Member must have value between 1 and 1000");
        var from = Place(input.Text("Marker"));

        // Every action on every resource, in the order they were named.
        var asked = actions.SelectMany(_ => resources, (action, resource) => (action, resource)).Skip(from).Take(size + 1).ToList();
        var more = asked.Count > size;
        return new ApiObject
        {
            { "EvaluationResults", new ApiList("member", asked.Take(size).Select(a => Result(a.action, a.resource, iam.Simulate(principal, a.action, a.resource, context))).ToList()) },
            { "IsTruncated", more },
            { "Marker", more ? Paging.Encode((from + size).ToString(CultureInfo.InvariantCulture)) : null },
        };
    }

    private static ApiObject Result(string action, string resource, PolicyVerdict verdict) => new()
    {
        { "EvalActionName", action },
        { "EvalResourceName", resource },
        { "EvalDecision", verdict.Decision switch { IamDecision.Allowed => "allowed", IamDecision.ExplicitlyDenied => "explicitDeny", _ => "implicitDeny" } },
        { "MatchedStatements", new ApiList("member", verdict.Deciding.Select(p => new ApiObject { { "SourcePolicyId", p.Id }, { "SourcePolicyType", p.Type } })) },
        { "MissingContextValues", new ApiList("member", verdict.MissingKeys) },
        { "PermissionsBoundaryDecisionDetail", verdict.WithinBoundary is { } within ? new ApiObject { { "AllowedByPermissionsBoundary", within } } : null },
    };

    private static IamPrincipal Principal(IamPolicies iam, string arn)
    {
        if (iam.FindPrincipal(arn) is { } principal)
            return principal;

        var resource = arn.StartsWith($"arn:aws:iam::{SandboxOptions.AccountId}:", StringComparison.Ordinal) ? arn[(arn.LastIndexOf(':') + 1)..] : "";
        throw resource.Split('/') is [("user" or "role" or "group") and var kind, .., { Length: > 0 } name]
            ? new AwsRefusalException("NoSuchEntity", $"The {kind} with name {name} cannot be found.", 404)
            : Invalid($"Invalid Entity Arn: {arn} does not clearly define entity type and name.");
    }

    private static PolicyDocument Document(string json)
    {
        try
        {
            return PolicyDocument.Parse(json);
        }
        catch (FormatException e)
        {
            throw Invalid($"Invalid policy: {e.Message}");
        }
    }

    private static int Place(string? marker) => string.IsNullOrEmpty(marker) ? 0
        : int.TryParse(Paging.Decode(marker), NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place
        : throw Invalid("Invalid Marker.");

    private static AwsRefusalException Invalid(string message) => new("InvalidInput", message);
}
