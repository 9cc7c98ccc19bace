namespace AuroraConsole.Access;

/// <summary>Who may come in, decided by Program.cs.</summary>
public sealed class AccessOptions
{
    /// <summary>
    /// <c>false</c>: whoever reaches the loopback address is the one local user. <c>true</c>: a page needs the one-time link, a script the bearer.
    /// </summary>
    public bool RequireSignIn { get; init; }

    /// <summary>The configured <c>Urls</c>; port 0 stands for whichever port was free.</summary>
    public required IReadOnlyList<string> Urls { get; init; }
}
