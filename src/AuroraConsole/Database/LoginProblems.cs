using System.Net.Sockets;
using System.Security.Authentication;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Npgsql;

namespace AuroraConsole.Database;

/// <summary>Why a login failed, in words.</summary>
internal static class LoginProblems
{
    public static Problem? Explain(Exception error, Cluster cluster, string database, string role) => error switch
    {
        // The same SQLSTATE as IAM's refusal, but the token was good.
        PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification } silent when silent.MessageText.Contains("is not permitted to log in", StringComparison.Ordinal) => new(
            $"The token for {role} is good, but the role may not log in. As {cluster.MasterUser}: ALTER ROLE {SqlIdentifier.Quote(role)} LOGIN;", silent.SqlState, StatusCodes.Status403Forbidden, "role"),
        PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification } refused => new(
            $"{cluster.Id} refused the token for {role}. The signing identity most likely may not connect as {role}: Auth activity shows the cause and the policy to attach.",
            refused.SqlState, StatusCodes.Status403Forbidden),
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword } refused => new(
            $"{role} does not exist in {cluster.Id} or lacks rds_iam, so the token was taken for a password. As {cluster.MasterUser}: CREATE ROLE {SqlIdentifier.Quote(role)} LOGIN; GRANT rds_iam TO {SqlIdentifier.Quote(role)};",
            refused.SqlState, StatusCodes.Status403Forbidden, "role"),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } missing => new(
            $"There is no database {database} in {cluster.Id}. Check the name; every cluster has postgres.", missing.SqlState, StatusCodes.Status404NotFound, "database"),
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } full => new(
            $"{cluster.Id} has no free connection. Close idle sessions or raise its largest ACU.", full.SqlState, StatusCodes.Status503ServiceUnavailable),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused => new(
            $"{role} may not connect to {database}. Its owner can run: GRANT CONNECT ON DATABASE {SqlIdentifier.Quote(database)} TO {SqlIdentifier.Quote(role)};", refused.SqlState, StatusCodes.Status403Forbidden, "database"),
        PostgresException other => new($"{cluster.Id} refused the login: {other.MessageText}", other.SqlState),
        NpgsqlException { InnerException: AuthenticationException } => new(
            $"The certificate of {cluster.Endpoint} does not chain to a trusted root, so nothing was sent. Check for a proxy that opens TLS.", "TlsNotTrusted", StatusCodes.Status502BadGateway),
        NpgsqlException { InnerException: TimeoutException } or TimeoutException => new(
            $"{cluster.Endpoint} did not answer within 60 s. Waking from zero usually takes about 16 s; try again, then look at the cluster's events.", "ConnectTimeout", StatusCodes.Status504GatewayTimeout),
        NpgsqlException { InnerException: SocketException } or SocketException => new(
            $"{cluster.Endpoint}:{cluster.Port} could not be reached. The name of a new endpoint may need up to 2 minutes to resolve; check the network, then try again.", "NoAnswer", StatusCodes.Status502BadGateway),
        NpgsqlException broken => new($"The connection to {cluster.Id} broke while logging in. Try again. ({broken.Message})", "ConnectionBroken", StatusCodes.Status502BadGateway),
        _ => null,
    };
}
