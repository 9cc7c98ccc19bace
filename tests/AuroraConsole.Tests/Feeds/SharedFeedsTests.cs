using System.Collections.Concurrent;
using AuroraConsole.Shared;

namespace AuroraConsole.Tests.Feeds;

public class SharedFeedsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private int _fetches;

    [Fact]
    public async Task All_who_look_at_the_same_share_one_fetch()
    {
        using var feeds = Feeds(TimeSpan.FromHours(1));
        var views = Enumerable.Range(0, 20).Select(_ => feeds.Look("a", static () => { })).ToList();

        var values = await Task.WhenAll(views.Select(view => view.LoadedAsync(default))).WaitAsync(Patience);

        Assert.Equal(1, _fetches);
        Assert.Single(values.Distinct());
        Assert.Equal(1, feeds.Count);
    }

    [Fact]
    public async Task Viewers_are_told_of_each_fetch_until_they_leave()
    {
        using var feeds = Feeds(TimeSpan.Zero);
        var told = new SemaphoreSlim(0);
        var view = feeds.Look("a", () => told.Release());
        for (var round = 0; round < 3; round++)
            Assert.True(await told.WaitAsync(Patience));

        view.Dispose();
        // One round may have been under way.
        await told.WaitAsync(TimeSpan.FromMilliseconds(100));
        var after = _fetches;
        await Task.Delay(200);

        Assert.InRange(_fetches, after, after + 1);
    }

    [Fact]
    public async Task What_nobody_looks_at_is_forgotten()
    {
        var time = new TurnedClock();
        using var feeds = Feeds(TimeSpan.FromHours(1), time);
        var view = feeds.Look("a", static () => { });
        await view.LoadedAsync(default).WaitAsync(Patience);
        view.Dispose();
        Assert.Equal(1, feeds.Count);

        time.FireAll();
        await Eventually(() => feeds.Count == 0);
    }

    [Fact]
    public async Task A_fetch_that_throws_is_reported_and_does_not_end_the_feed()
    {
        var failures = new ConcurrentQueue<Exception>();
        var time = new TurnedClock();
        using var feeds = new SharedFeeds<string, string>(
            (_, _, _) => Interlocked.Increment(ref _fetches) == 1 ? throw new InvalidOperationException("broken") : Task.FromResult("fine"), _ => TimeSpan.FromHours(1), time, (_, error) => failures.Enqueue(error));
        using var view = feeds.Look("a", static () => { });

        await Eventually(() => !failures.IsEmpty);
        Assert.Null(view.Current);
        await Eventually(() =>
        {
            time.FireAll();
            return view.Current == "fine";
        });
        Assert.Equal("broken", Assert.Single(failures).Message);
    }

    [Fact]
    public async Task A_hurried_feed_does_not_wait_for_its_pause()
    {
        using var feeds = Feeds(TimeSpan.FromHours(1));
        using var view = feeds.Look("a", static () => { });
        using var other = feeds.Look("b", static () => { });
        await Task.WhenAll(view.LoadedAsync(default), other.LoadedAsync(default)).WaitAsync(Patience);

        feeds.Hurry(key => key == "a");

        await Eventually(() => view.Current == "a 3");
        Assert.StartsWith("b", other.Current);
    }

    private static async Task Eventually(Func<bool> done)
    {
        for (var tries = 0; !done(); tries++)
        {
            Assert.True(tries < 3000, "it did not happen");
            await Task.Delay(10);
        }
    }

    private SharedFeeds<string, string> Feeds(TimeSpan pause, TimeProvider? time = null) => new(
        (key, _, _) => Task.FromResult($"{key} {Interlocked.Increment(ref _fetches)}"), _ => pause, time ?? TimeProvider.System, (_, error) => Assert.Fail(error.ToString()));

    /// <summary>Timers fire when the test says so, and no sooner.</summary>
    private sealed class TurnedClock : TimeProvider
    {
        private readonly ConcurrentDictionary<Turned, bool> _timers = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Turned(this, callback, state);
            _timers[timer] = true;
            return timer;
        }

        public void FireAll()
        {
            foreach (var timer in _timers.Keys)
                timer.Fire();
        }

        private sealed class Turned(TurnedClock clock, TimerCallback callback, object? state) : ITimer
        {
            public void Fire()
            {
                if (clock._timers.TryRemove(this, out _))
                    callback(state);
            }

            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() => clock._timers.TryRemove(this, out _);

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
