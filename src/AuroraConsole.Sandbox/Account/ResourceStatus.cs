namespace AuroraConsole.Sandbox.Account;

/// <summary>The statuses the sandbox passes through, as the API spells them.</summary>
public static class ResourceStatus
{
    /// <summary>Serves.</summary>
    public const string Available = "available";

    /// <summary>Being made.</summary>
    public const string Creating = "creating";

    /// <summary>Its PostgreSQL is on its way up after a restart of the sandbox.</summary>
    public const string Starting = "starting";

    /// <summary>A change shows.</summary>
    public const string Modifying = "modifying";

    /// <summary>A reader becomes the writer.</summary>
    public const string FailingOver = "failing-over";

    /// <summary>On its way to <see cref="Stopped"/>.</summary>
    public const string Stopping = "stopping";

    /// <summary>Its PostgreSQL is down until somebody starts it.</summary>
    public const string Stopped = "stopped";

    /// <summary>An instance's server is started anew.</summary>
    public const string Rebooting = "rebooting";

    /// <summary>An instance shows a change of log exports.</summary>
    public const string ConfiguringLogExports = "configuring-log-exports";

    /// <summary>An instance shows a change of IAM authentication.</summary>
    public const string ConfiguringIamAuthentication = "configuring-iam-database-auth";

    /// <summary>On its way out.</summary>
    public const string Deleting = "deleting";

    /// <summary>Its PostgreSQL could not be started; an event says why.</summary>
    public const string Failed = "failed";

    /// <summary>Whether logins are served in this status.</summary>
    public static bool Serves(string status) => status is Available or Modifying or ConfiguringLogExports or ConfiguringIamAuthentication;
}
