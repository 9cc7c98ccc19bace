using System.Threading.RateLimiting;

namespace AuroraConsole.Access;

/// <summary>
/// The one-time link, printed where the console was started. Its code stands in the fragment, which browsers send to no server
/// and write into no Referer; it works once, then the next one is printed.
/// </summary>
internal sealed class SignInLink(OwnHosts hosts) : IDisposable
{
    private readonly FixedWindowRateLimiter _limiter = new(new FixedWindowRateLimiterOptions { PermitLimit = 10, Window = TimeSpan.FromMinutes(1) });
    private readonly Lock _gate = new();
    private string _code = Secret.New();

    /// <summary>What became of a code.</summary>
    public enum Outcome
    {
        /// <summary>Right, and used up by this.</summary>
        Accepted,

        /// <summary>Never printed, or used before.</summary>
        Refused,

        /// <summary>Too many were tried within the minute.</summary>
        TooMany,
    }

    /// <summary>Tries a code; the right one works once.</summary>
    public Outcome Use(string code)
    {
        using var permit = _limiter.AttemptAcquire();
        if (!permit.IsAcquired)
            return Outcome.TooMany;
        lock (_gate)
        {
            if (!Secret.Same(code, _code))
                return Outcome.Refused;
            _code = Secret.New();
        }

        Print();
        return Outcome.Accepted;
    }

    /// <summary>Writes the link to the terminal, never to a log.</summary>
    public void Print()
    {
        string link;
        lock (_gate)
            link = $"{hosts.FirstUrl}/sign-in#{_code}";
        Console.Out.WriteLine($"Sign in once with: {link}");
    }

    /// <inheritdoc />
    public void Dispose() => _limiter.Dispose();
}

/// <summary>Prints the first link once the console listens.</summary>
internal sealed class SignInAnnouncement(SignInLink link, BearerFile bearer, IHostApplicationLifetime lifetime) : IHostedService
{

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() =>
        {
            link.Print();
            Console.WriteLine($"Scripts send the bearer kept in {bearer.Path}");
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
