namespace AuroraConsole.Sandbox.Account;

/// <summary>What policies say to a request.</summary>
public enum IamDecision
{
    /// <summary>A statement allows it and none denies it.</summary>
    Allowed,

    /// <summary>No statement allows it.</summary>
    ImplicitlyDenied,

    /// <summary>A statement denies it.</summary>
    ExplicitlyDenied,
}

/// <summary>The decision on one request, with its reasons: the one engine of logins, API calls and simulations.</summary>
/// <param name="Decision">An explicit deny wins, silence is a no.</param>
/// <param name="Deciding">The policies whose statements made the decision; none for silence.</param>
/// <param name="MissingKeys">Condition keys that statements about this action and resource ask for and the request does not have.</param>
/// <param name="WithinBoundary">Whether the permissions boundary allows it; <c>null</c> without one.</param>
public sealed record PolicyVerdict(IamDecision Decision, IReadOnlyList<SourcedPolicy> Deciding, IReadOnlyList<string> MissingKeys, bool? WithinBoundary)
{
    /// <summary>Identity policies grant; a boundary and session policies only fence: what they do not allow too is not allowed.</summary>
    public static PolicyVerdict On(IamPrincipal principal, PolicyRequest request)
    {
        IReadOnlyList<IReadOnlyList<PolicyDocument>> fences =
        [
            .. principal.Boundary is { } boundary ? new[] { new[] { boundary } } : [],
            .. principal.SessionPolicies is { } session ? new[] { session } : [],
        ];
        var denying = Saying("Deny");
        var allowing = Saying("Allow");
        var denied = denying.Count > 0 || fences.Any(f => Says(f, "Deny"));
        var decision = denied ? IamDecision.ExplicitlyDenied
            : allowing.Count > 0 && fences.All(f => Says(f, "Allow")) ? IamDecision.Allowed
            : IamDecision.ImplicitlyDenied;
        var missing = principal.Policies.Select(p => p.Document).Concat(fences.SelectMany(f => f))
            .SelectMany(d => d.Statement).Where(s => s.Concerns(request))
            .SelectMany(s => PolicyCondition.MissingKeys(s.Condition, request)).Distinct(StringComparer.OrdinalIgnoreCase);
        return new PolicyVerdict(
            decision,
            decision switch { IamDecision.Allowed => allowing, IamDecision.ExplicitlyDenied => denying, _ => [] },
            [.. missing],
            principal.Boundary is null ? null : Says([principal.Boundary], "Allow") && !Says([principal.Boundary], "Deny"));

        List<SourcedPolicy> Saying(string effect) => [.. principal.Policies.Where(p => Says([p.Document], effect))];

        bool Says(IReadOnlyList<PolicyDocument> policies, string effect) =>
            policies.Any(p => p.Statement.Any(s => s.Effect == effect && s.Matches(request)));
    }
}
