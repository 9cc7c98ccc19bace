namespace AuroraConsole.Sandbox.Account;

/// <summary>How IAM decided on one login at the gateway. Each counts as one request; all but <see cref="Success"/> as one failure.</summary>
public enum LoginOutcome
{
    /// <summary>Token valid and <c>rds-db:connect</c> allowed.</summary>
    Success,

    /// <summary>Malformed, tampered, cut, for another host, port, region or user, or by an unknown key.</summary>
    InvalidToken,

    /// <summary>Older than 15 minutes. Counted under the same metric as <see cref="InvalidToken"/>.</summary>
    ExpiredToken,

    /// <summary>Valid, but the policy does not allow <c>rds-db:connect</c> for that user.</summary>
    NotAuthorized,

    /// <summary>Over the limit of logins a second.</summary>
    Throttled,

    /// <summary>An error of IAM's own.</summary>
    InternalError,
}
