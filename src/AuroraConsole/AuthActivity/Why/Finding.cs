using AuroraConsole.Checks;
using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity.Why;

/// <summary>One thing that was verified about a group of failures.</summary>
/// <param name="Check">What, and what came of it: passed (available), worth a look (attention), failed (broken), cannot tell (unknown).</param>
/// <param name="Source">Who said so.</param>
/// <param name="At">UTC of asking.</param>
/// <param name="Have">The resource that the caller's policies allow in place of the right one, to be marked; <c>null</c>: none is known.</param>
/// <param name="Want">The ARN that IAM is asked about.</param>
public sealed record Finding(LoginCheck Check, string Source, DateTimeOffset At, string? Have = null, string? Want = null)
{
    /// <summary>A finding without marks.</summary>
    public static Finding Of(StatusKind kind, string name, string sentence, string source, DateTimeOffset at) => new(new LoginCheck(name, kind, sentence), source, at);
}

/// <summary>What is known of why a group of logins fails.</summary>
/// <param name="Sentence">What happened, sharper than the cause's own sentence; <c>null</c>: nothing sharper is known.</param>
/// <param name="Findings">In the order of what is likeliest to help.</param>
public sealed record Diagnosis(string? Sentence, IReadOnlyList<Finding> Findings);
