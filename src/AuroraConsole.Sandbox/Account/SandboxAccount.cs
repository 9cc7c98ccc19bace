namespace AuroraConsole.Sandbox.Account;

/// <summary>All state of the sandbox account, kept in <c>account.json</c> and its neighbours under the data path.</summary>
public sealed class SandboxAccount
{
    /// <summary>The endpoint that owns a port, or <c>null</c>.</summary>
    public DatabaseRoute? RouteOfPort(int port) => throw new NotSupportedException();

    /// <summary>The endpoint an SNI host name means on the shared port, or <c>null</c>.</summary>
    public DatabaseRoute? RouteOfHost(string hostName) => throw new NotSupportedException();

    /// <summary>Counts one IAM login under both dimensions and, for a failure while the export is on, writes its log line.</summary>
    /// <param name="route">The endpoint that was asked.</param>
    /// <param name="user">The database user, as the client sent it.</param>
    /// <param name="outcome">IAM's decision.</param>
    /// <param name="callerArn">The principal, where it is known (named in the line of <see cref="LoginOutcome.NotAuthorized"/>).</param>
    public void RecordLogin(DatabaseRoute route, string user, LoginOutcome outcome, string? callerArn) => throw new NotSupportedException();
}
