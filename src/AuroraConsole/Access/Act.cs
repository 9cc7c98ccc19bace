namespace AuroraConsole.Access;

/// <summary>The things one can do here that need a permission and leave a record. Reading a page is <see cref="View"/>.</summary>
public enum Act
{
    /// <summary>See clusters, metrics and logs.</summary>
    View,

    /// <summary>Create an express cluster.</summary>
    CreateCluster,

    /// <summary>Change a cluster: protection, scaling, log export.</summary>
    ModifyCluster,

    /// <summary>Make, change or delete an alarm on logins.</summary>
    ManageAlarms,

    /// <summary>Delete a cluster with its instances.</summary>
    DeleteCluster,

    /// <summary>Mint a login token.</summary>
    MintToken,

    /// <summary>Create roles, schemas and databases, and grant.</summary>
    ManageRoles,

    /// <summary>Open a database session and run SQL.</summary>
    RunSql,

    /// <summary>Stop what other sessions run, or end them.</summary>
    EndSessions,

    /// <summary>Take a result away as a file.</summary>
    ExportResult,

    /// <summary>Read the audit trail.</summary>
    ReadAudit,

    /// <summary>Sign in or out.</summary>
    SignIn,
}
