namespace AuroraConsole.Sandbox.Account;

/// <summary>IAM's <c>*</c> and <c>?</c>.</summary>
public static class Wildcard
{
    // Private characters of Unicode stand in a pattern for a star and a question mark that mean themselves.
    private const char Star = '\uE000';
    private const char QuestionMark = '\uE001';

    /// <summary>A pattern that fits this text alone.</summary>
    public static string Escape(string text) => text.Replace('*', Star).Replace('?', QuestionMark);

    /// <summary>The text that an escaped pattern fits.</summary>
    public static string Literal(string pattern) => pattern.Replace(Star, '*').Replace(QuestionMark, '?');

    /// <summary>Whether the whole text fits the pattern; linear but for the last star.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, bool ignoreCase = false)
    {
        int p = 0, t = 0, star = -1, mark = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = t;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || Same(pattern[p], text[t], ignoreCase)))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++mark;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }

    /// <summary>ARNs are compared part by part (a star does not cross a colon of the first five); missing parts are stars.</summary>
    public static bool MatchesArn(string pattern, string arn)
    {
        if (pattern == "*")
            return true;

        var patterns = pattern.Split(':', 6);
        var parts = arn.Split(':', 6);
        for (var i = 0; i < parts.Length; i++)
        {
            if (!Matches(i < patterns.Length ? patterns[i] : "*", parts[i]))
                return false;
        }

        return patterns.Length <= parts.Length;
    }

    private static bool Same(char pattern, char text, bool ignoreCase) => pattern switch
    {
        Star => text == '*',
        QuestionMark => text == '?',
        _ => ignoreCase ? char.ToLowerInvariant(pattern) == char.ToLowerInvariant(text) : pattern == text,
    };
}
