using AuroraConsole.Shared;

namespace AuroraConsole.Checks;

/// <summary>One thing a login needs.</summary>
/// <param name="Name">What.</param>
/// <param name="Kind">Available, attention, broken or unknown.</param>
/// <param name="Sentence">Why.</param>
/// <param name="Code">In small print.</param>
/// <param name="Cure">What to run or attach where it fails.</param>
public sealed record LoginCheck(string Name, StatusKind Kind, string Sentence, string? Code = null, LoginCure? Cure = null);

/// <summary>A text to copy that mends a check.</summary>
/// <param name="What">What it is, such as <c>policy that allows it</c>.</param>
/// <param name="Text">The text.</param>
public sealed record LoginCure(string What, string Text);
