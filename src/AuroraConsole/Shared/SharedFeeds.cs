namespace AuroraConsole.Shared;

/// <summary>
/// Values that are polled while somebody looks, one poll a key for all who look at the same. Nobody looks: nothing is asked,
/// and after <see cref="Linger"/> the value is forgotten.
/// </summary>
/// <param name="fetch">Gets the value of a key; given the one before. Explains failures in the value; what it throws is logged and tried again.</param>
/// <param name="pause">How long until the next fetch.</param>
/// <param name="time">The clock.</param>
/// <param name="failed">Told of what <paramref name="fetch"/> threw.</param>
public sealed class SharedFeeds<TKey, T>(
    Func<TKey, T?, CancellationToken, Task<T>> fetch, Func<T, TimeSpan> pause, TimeProvider time, Action<TKey, Exception> failed) : IDisposable
    where TKey : notnull
    where T : class
{
    /// <summary>A viewer who comes back within this finds the value as it was left.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(10);
    private readonly Dictionary<TKey, Feed> _feeds = [];
    private readonly Lock _gate = new();
    private readonly Func<TKey, T?, CancellationToken, Task<T>> _fetch = fetch;
    private readonly Func<T, TimeSpan> _pause = pause;
    private readonly TimeProvider _time = time;
    private readonly Action<TKey, Exception> _failed = failed;

    /// <summary>How many keys are kept.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _feeds.Count;
        }
    }

    /// <summary>Looks until disposed; <paramref name="changed"/> is called on any thread after each fetch.</summary>
    public View Look(TKey key, Action changed)
    {
        lock (_gate)
        {
            if (!_feeds.TryGetValue(key, out var feed))
                _feeds[key] = feed = new Feed(this, key);
            return feed.Enter(changed);
        }
    }

    /// <summary>The newest value of a key that somebody looks at or just did; <c>null</c> when there is none.</summary>
    public T? Find(TKey key)
    {
        lock (_gate)
            return _feeds.GetValueOrDefault(key)?.Current;
    }

    /// <summary>Fetches anew for those who look, without waiting for the pause to end.</summary>
    public void Hurry(Func<TKey, bool> which)
    {
        lock (_gate)
        {
            foreach (var feed in _feeds.Values.Where(feed => which(feed.Key)))
                feed.Hurry();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var feed in _feeds.Values)
                feed.Dispose();
            _feeds.Clear();
        }
    }

    /// <summary>One viewer's look at one key.</summary>
    public sealed class View : IDisposable
    {
        private readonly Feed _feed;

        internal View(Feed feed, Action changed)
        {
            _feed = feed;
            Changed = changed;
        }

        /// <summary>The newest value; <c>null</c> before the first.</summary>
        public T? Current => _feed.Current;

        internal Action Changed { get; }

        /// <summary>The value, waiting for the first one.</summary>
        public Task<T> LoadedAsync(CancellationToken cancellationToken) => _feed.First.WaitAsync(cancellationToken);

        /// <inheritdoc />
        public void Dispose() => _feed.Leave(this);
    }

    internal sealed class Feed(SharedFeeds<TKey, T> owner, TKey key) : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly TaskCompletionSource<T> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly HashSet<View> _views = [];
        private TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Task? _loop;
        private volatile T? _current;
        private DateTimeOffset _fetchedAt;

        public TKey Key => key;

        public T? Current => _current;

        public Task<T> First => _first.Task;

        // Called under the owner's gate, like Hurry and Dispose.
        public View Enter(Action changed)
        {
            var view = new View(this, changed);
            _views.Add(view);
            var stop = _stop.Token;
            _loop ??= Task.Run(() => LoopAsync(stop));
            // A value left standing while nobody looked may be old.
            if (_views.Count == 1 && owner._time.GetUtcNow() - _fetchedAt > Fresh)
                Hurry();
            return view;
        }

        public void Leave(View view)
        {
            lock (owner._gate)
            {
                if (_views.Remove(view) && _views.Count == 0)
                    _ = ForgetAsync();
            }
        }

        public void Hurry() => _hurry.TrySetResult();

        public void Dispose()
        {
            _stop.Cancel();
            _stop.Dispose();
            _first.TrySetCanceled();
        }

        private async Task ForgetAsync()
        {
            await Task.Delay(Linger, owner._time);
            lock (owner._gate)
            {
                if (_views.Count > 0 || !owner._feeds.TryGetValue(key, out var kept) || kept != this)
                    return;
                owner._feeds.Remove(key);
                Dispose();
            }
        }

        private async Task LoopAsync(CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                var wait = await FetchAsync(stop);
                Task hurry;
                lock (owner._gate)
                    hurry = _hurry.Task;
                await Task.WhenAny(Task.Delay(wait, owner._time, stop), hurry);
            }
        }

        private async Task<TimeSpan> FetchAsync(CancellationToken stop)
        {
            Action[] viewers;
            lock (owner._gate)
            {
                _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
                if (_views.Count == 0)
                    return Retry;
            }

            try
            {
                var value = await owner._fetch(key, _current, stop);
                _current = value;
                _first.TrySetResult(value);
                lock (owner._gate)
                {
                    _fetchedAt = owner._time.GetUtcNow();
                    viewers = [.. _views.Select(view => view.Changed)];
                }

                foreach (var changed in viewers)
                    changed();
                return owner._pause(value);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return TimeSpan.Zero;
            }
            catch (Exception error)
            {
                owner._failed(key, error);
                return Retry;
            }
        }
    }
}
