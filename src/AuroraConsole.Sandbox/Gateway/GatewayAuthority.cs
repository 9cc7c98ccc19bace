using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Gateway;

/// <summary>What the gateway asks the account and IAM, and tells them.</summary>
/// <param name="RouteOfPort">The endpoint that owns a port.</param>
/// <param name="RouteOfHost">The endpoint an SNI name means on the shared port; asked in lower case.</param>
/// <param name="FindKey">The credential of an access key.</param>
/// <param name="IsAllowed">Access key, action, resource: whether policies allow it.</param>
/// <param name="RecordLogin">Endpoint, database user as sent, outcome, and the caller's ARN where known. Called once for each token presented.</param>
/// <param name="TakeFault">Kind and endpoint: uses up a fault that tests have set for this login, or <c>null</c>.</param>
public sealed record GatewayAuthority(
    Func<int, DatabaseRoute?> RouteOfPort,
    Func<string, DatabaseRoute?> RouteOfHost,
    Func<string, IamCredential?> FindKey,
    Func<string, string, string, bool> IsAllowed,
    Action<DatabaseRoute, string, LoginOutcome, string?> RecordLogin,
    Func<string, DatabaseRoute, Fault?> TakeFault);
