namespace AuroraConsole.Sandbox.Account;

/// <summary>The sandbox's time: the system's, moved by an offset that tests set through <c>/_sandbox/clock</c>.</summary>
public sealed class SandboxClock : TimeProvider
{
    private long _offsetTicks;

    /// <summary>The offset was set: whoever waits for a time of this clock looks again. Told on the setter's thread.</summary>
    public event Action? Moved;

    /// <summary>What is added to the system's time. Timers are not moved.</summary>
    public TimeSpan Offset
    {
        get => new(Interlocked.Read(ref _offsetTicks));
        set
        {
            Interlocked.Exchange(ref _offsetTicks, value.Ticks);
            Moved?.Invoke();
        }
    }

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
}
