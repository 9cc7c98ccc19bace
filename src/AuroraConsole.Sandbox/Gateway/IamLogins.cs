using System.Collections.Concurrent;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Gateway;

/// <summary>IAM's side of a login: authenticates the token, then authorizes its caller, and records what came of it.</summary>
internal sealed class IamLogins(GatewayAuthority authority, TimeProvider clock, int loginsPerSecond)
{
    private readonly TokenVerifier _verifier = new(authority.FindKey, clock);
    private readonly ConcurrentDictionary<string, LoginRate> _rates = new();

    /// <summary>Decides and records one login; true when the client may in.</summary>
    public bool Decide(ReadOnlySpan<byte> password, DatabaseRoute route, string user)
    {
        var verdict = _verifier.Verify(password, route, user);
        var outcome = verdict.Outcome == LoginOutcome.Success ? Authorize(verdict.AccessKeyId!, route, user) : verdict.Outcome;
        authority.RecordLogin(route, user, outcome, verdict.CallerArn);
        return outcome == LoginOutcome.Success;
    }

    // AWS's wording: tokens fail to authenticate; throttling, its own errors and policies fail to authorize.
    private LoginOutcome Authorize(string accessKeyId, DatabaseRoute route, string user)
    {
        if (authority.TakeFault(Faults.InternalError, route) is not null) return LoginOutcome.InternalError;
        var rate = _rates.GetOrAdd(route.ResourceId, _ => new LoginRate(loginsPerSecond, clock));
        if (!rate.TryTake() || authority.TakeFault(Faults.Throttle, route) is not null) return LoginOutcome.Throttled;
        var resource = $"arn:aws:rds-db:{route.Region}:{SandboxOptions.AccountId}:dbuser:{route.ResourceId}/{user}";
        return authority.IsAllowed(accessKeyId, "rds-db:connect", resource) ? LoginOutcome.Success : LoginOutcome.NotAuthorized;
    }
}

/// <summary>A bucket that holds one second's logins and refills as fast.</summary>
internal sealed class LoginRate(int perSecond, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private double _left = perSecond;
    private long _at = clock.GetTimestamp();

    /// <summary>Takes one login; false when the second's are used up.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            _left = Math.Min(perSecond, _left + clock.GetElapsedTime(_at, now).TotalSeconds * perSecond);
            _at = now;
            if (_left < 1) return false;
            _left--;
            return true;
        }
    }
}
