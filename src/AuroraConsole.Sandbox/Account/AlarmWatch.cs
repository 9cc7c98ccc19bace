namespace AuroraConsole.Sandbox.Account;

/// <summary>Evaluates every alarm once a minute of the sandbox's clock, and soon after it was put.</summary>
internal sealed partial class AlarmWatch(SandboxAccount account, ILogger<AlarmWatch> logger) : BackgroundWork(logger)
{
    // Real time: a moved clock is seen by the next look.
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(500);
    private readonly Dictionary<(string Region, string Name), (long Minute, DateTimeOffset ConfiguredAt)> _looked = [];

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Glance);
        do
        {
            var now = account.Clock.GetUtcNow();
            var alarms = account.Alarms.All;
            foreach (var alarm in alarms)
                Look(alarm, now);
            if (_looked.Count > alarms.Count)
                ForgetAllBut(alarms);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private void ForgetAllBut(IReadOnlyList<MetricAlarm> alarms)
    {
        foreach (var gone in _looked.Keys.Except(alarms.Select(alarm => (alarm.Region, alarm.Name))).ToList())
            _looked.Remove(gone);
    }

    private void Look(MetricAlarm alarm, DateTimeOffset now)
    {
        var look = (MetricStore.Minute(now), alarm.ConfiguredAt);
        if (_looked.TryGetValue((alarm.Region, alarm.Name), out var last) && last == look)
            return;
        _looked[(alarm.Region, alarm.Name)] = look;
        try
        {
            if (AlarmEvaluation.Evaluate(alarm, account.Metrics, now) is { } state && state.Value != alarm.State.Value && account.Alarms.SetState(alarm, state))
                Log.Changed(logger, alarm.Name, alarm.Region, state.Value, state.Reason);
        }
        catch (Exception e) when (e is AwsRefusalException or IOException or UnauthorizedAccessException)
        {
            // A full disk, say: the alarm stays as it is and is looked at again in a minute.
            Log.Failed(logger, e, alarm.Name, alarm.Region);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Alarm {Name} in {Region} is {State}: {Reason}")]
        public static partial void Changed(ILogger logger, string name, string region, string state, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Alarm {Name} in {Region} could not be evaluated.")]
        public static partial void Failed(ILogger logger, Exception exception, string name, string region);
    }
}
