using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Tests.Aws;
using Npgsql;
using Xunit.Abstractions;

namespace AuroraConsole.Sandbox.Tests.Gateway;

/// <summary>
/// Clients that misbehave in numbers. During each attack another client logs in and asks again and again, and none of that may
/// fail; afterwards the process holds what it held before, and no backend is left.
/// </summary>
[Collection("hostile")]
public sealed class HostileClientTests(HostileGateway hostile, ITestOutputHelper output)
{
    private const int MostUnauthenticated = 1_000;
    private RunningGateway Gateway => hostile.Gateway;

    [Fact]
    public Task More_silent_clients_than_there_are_places_do_not_keep_another_out() => UnderAttackAsync(async served =>
    {
        using var clients = new Clients();
        // Plain, encrypted, introduced and asked for a token, in the middle of a password login.
        await clients.OpenAsync(MostUnauthenticated + 200, async i => (i % 10) switch
        {
            0 => await EncryptedAsync(),
            1 => await WireClient.StartAsync(Gateway.Route.Port, "app_user"),
            2 => await WireClient.StartAsync(Gateway.Route.Port, "nobody_here"),
            _ => await WireClient.ConnectAsync(i % 2 == 0 ? Gateway.Route.Port : Gateway.Server.SharedPort),
        });
        await served.MoreAsync();
        Assert.InRange(Gateway.Server.Unauthenticated, MostUnauthenticated / 2, MostUnauthenticated);
        // One line a minute for all of them, not one each.
        Assert.InRange(Gateway.Log.Lines.Count(line => line.Text.StartsWith("More than 1000 clients", StringComparison.Ordinal)), 0, 2);
        output.WriteLine($"silent: {HostileGateway.Now()} while {Gateway.Server.Sessions} wait");
    });

    [Fact]
    public async Task A_client_that_dribbles_is_given_up_in_time()
    {
        await using var gateway = await RunningGateway.StartAsync("found", options => options.TimeToAuthenticate = TimeSpan.FromSeconds(5));
        byte[] hello = [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3];
        byte[] slow = WireClient.Startup(0, ("user", "app_user"), ("database", new string('d', 4_000)));
        // Within what PostgreSQL takes for its own question, too.
        byte[] password = WireClient.Message('p', new byte[1_000]);
        await Task.WhenAll(
            DribbleAsync(await WireClient.ConnectAsync(gateway.Route.Port), slow),
            DribbleAsync(await WireClient.ConnectAsync(gateway.Route.Port), [.. hello, .. new byte[4_000]]),
            DribbleAsync(await EncryptedAsync(gateway), slow),
            DribbleAsync(await AskedAsync("app_user"), password),
            DribbleAsync(await AskedAsync("nobody_here"), password),
            DribbleAsync(await AskedAsync("app_user"), []));
        await RunningSandbox.UntilAsync(() => gateway.Server.Sessions == 0);
        Assert.Empty(gateway.Log.Errors);
        Assert.Empty(gateway.Logins);

        async Task<WireClient> AskedAsync(string user)
        {
            var client = await WireClient.StartAsync(gateway.Route.Port, user);
            await client.ReadToAsync('R');
            return client;
        }

        // A byte now and then, for far longer than the time there is; it ends when the gateway has had enough.
        static async Task DribbleAsync(WireClient client, byte[] bytes)
        {
            using (client)
            {
                try
                {
                    var ended = client.ReadByteAsync();
                    foreach (var one in bytes)
                    {
                        if (await Task.WhenAny(ended, Task.Delay(50)) == ended) break;
                        await client.SendAsync([one]);
                    }
                    Assert.Null(await ended);
                }
                catch (IOException)
                {
                    // Closed with bytes of ours unread.
                }
            }
        }
    }

    [Fact]
    public Task Ten_thousand_connections_that_come_and_go_leave_nothing() => UnderAttackAsync(async served =>
    {
        const int Connections = 10_000;
        Gateway.TakeLogins();
        var started = TimeProvider.System.GetTimestamp();
        var (bad, good) = (0, 0);
        await Parallel.ForAsync(0, Connections, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            switch (i % 100)
            {
                case < 10:
                    using (await EncryptedAsync())
                    {
                        break;
                    }
                case < 13:
                    using (var client = await WireClient.StartAsync(Gateway.Route.Port, "app_readonly"))
                    {
                        await client.ReadToAsync('R');
                        await client.SendPasswordAsync(Gateway.Token("app_user"));
                        Assert.StartsWith("28000", await client.ReadErrorAsync());
                        Interlocked.Increment(ref bad);
                        break;
                    }
                case < 15:
                    using (var client = await LoggedInAsync())
                    {
                        Interlocked.Increment(ref good);
                        if (i % 2 == 0) client.Reset();
                        break;
                    }
                case < 20:
                    (await WireClient.StartAsync(Gateway.Route.Port, i % 2 == 0 ? "app_user" : "nobody_here")).Reset();
                    break;
                case < 60:
                    (await WireClient.ConnectAsync(Gateway.Route.Port)).Reset();
                    break;
                case < 70:
                    using (var client = await WireClient.ConnectAsync(Gateway.Server.SharedPort))
                    {
                        await client.SendAsync(WireClient.Startup(0, ("user", "app_user")));
                        Assert.StartsWith("28000 no pg_hba.conf entry", await client.ReadErrorAsync());
                        break;
                    }
                default:
                    using (await WireClient.ConnectAsync(Gateway.Route.Port))
                    {
                        break;
                    }
            }
        });
        output.WriteLine($"churn: {Connections / TimeProvider.System.GetElapsedTime(started).TotalSeconds:F0} connections/s");
        await served.MoreAsync();
        var logins = Gateway.TakeLogins();
        Assert.Equal(bad, logins.Count(login => login.Outcome == LoginOutcome.InvalidToken));
        Assert.Equal(good, logins.Count(login => (login.User, login.Outcome) == ("app_readonly", LoginOutcome.Success)));
    });

    [Fact]
    public Task A_result_that_nobody_reads_waits_at_the_server() => UnderAttackAsync(async served =>
    {
        const int Readers = 10;
        using var clients = new Clients();
        var before = HostileGateway.Now();
        await clients.OpenAsync(Readers, async _ =>
        {
            var client = await LoggedInAsync();
            await client.SendAsync(WireClient.Message('Q', "select repeat('x', 1000), generate_series(1, 20000000)\0"u8.ToArray()));
            return client;
        });
        // 20 GB each; it stops where the client's buffers end.
        await using var watcher = await Gateway.OpenAsync("postgres");
        await UntilAsync(watcher, "select count(*) from pg_stat_activity where wait_event = 'ClientWrite'", Readers);
        await served.MoreAsync();
        await UntilAsync(watcher, "select count(*) from pg_stat_activity where wait_event = 'ClientWrite'", Readers);
        var during = HostileGateway.Now();
        output.WriteLine($"unread results: {before} became {during}");
        Assert.InRange(during.Managed, 0, before.Managed + (Readers << 20));
        clients.Reset();
    });

    [Fact]
    public Task COPY_that_ends_in_its_middle_leaves_no_row_and_no_backend() => UnderAttackAsync(async served =>
    {
        await using var owner = await Gateway.OpenAsync("postgres");
        await owner.ScalarAsync("drop table if exists half; create table half (line text)");
        using var clients = new Clients();
        await clients.OpenAsync(10, async i =>
        {
            var client = await LoggedInAsync("postgres");
            await client.SendAsync(WireClient.Message('Q', Encoding.UTF8.GetBytes((i % 2 == 0 ? "copy half from stdin" : "copy (select repeat('x', 1000), generate_series(1, 1000000)) to stdout") + "\0")));
            await client.ReadToAsync(i % 2 == 0 ? 'G' : 'H');
            // The last message is cut too.
            if (i % 2 == 0) await client.SendAsync([.. WireClient.Message('d', "a line\n"u8.ToArray()), .. WireClient.Message('d', new byte[10_000])[..500]]);
            return client;
        });
        await served.MoreAsync();
        clients.Reset();
        await UntilAsync(owner, "select count(*) from pg_stat_activity where query like 'copy %'", 0);
        Assert.Equal(0L, await owner.ScalarAsync("select count(*) from half"));
    });

    [Fact]
    public Task Open_sessions_cost_little_and_come_back() => UnderAttackAsync(async served =>
    {
        const int Sessions = 100;
        using var clients = new Clients();
        var before = HostileGateway.Now();
        await clients.OpenAsync(Sessions, _ => LoggedInAsync());
        await served.MoreAsync();
        var during = HostileGateway.Now();
        output.WriteLine($"an idle session, both its ends in this process: {(during.Managed - before.Managed) / Sessions / 1024} KB managed, {(during.Private - before.Private) / Sessions / 1024} KB in all");
        Assert.InRange((during.Managed - before.Managed) / Sessions, 0, 256 << 10);
    });

    private async Task UnderAttackAsync(Func<Served, Task> attack)
    {
        await hostile.QuietAsync();
        Gateway.Log.Lines.Clear();
        var before = HostileGateway.Now();
        await using (var served = new Served(Gateway)) await attack(served);
        await hostile.QuietAsync();
        var after = HostileGateway.Now();
        output.WriteLine($"before {before}, after {after}");
        after.AssertFlatSince(before);
        hostile.AssertNothingUnexpected();
        Gateway.TakeLogins();
    }

    private async Task<WireClient> EncryptedAsync(RunningGateway? gateway = null)
    {
        var client = await WireClient.ConnectAsync((gateway ?? Gateway).Route.Port);
        await client.SendAsync(WireClient.Packet(WireClient.SslRequest));
        Assert.Equal('S', await client.ReadByteAsync());
        await client.HandshakeAsync("localhost", null);
        return client;
    }

    private async Task<WireClient> LoggedInAsync(string user = "app_readonly")
    {
        var client = await WireClient.StartAsync(Gateway.Route.Port, user);
        await client.ReadToAsync('R');
        await client.SendPasswordAsync(Gateway.Token(user));
        await client.ReadToAsync('Z');
        return client;
    }

    private static async Task UntilAsync(NpgsqlConnection watcher, string count, long expected)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((long)(await watcher.ScalarAsync(count))! != expected) await Task.Delay(20, limit.Token);
    }

    /// <summary>An honest client during an attack: a new login and a query over and over.</summary>
    private sealed class Served : IAsyncDisposable
    {
        private readonly RunningGateway _gateway;
        private readonly CancellationTokenSource _enough = new();
        private readonly Task _serving;
        private int _times;

        public Served(RunningGateway gateway)
        {
            _gateway = gateway;
            _serving = ServeAsync();
        }

        /// <summary>Waits until it was served a few times more.</summary>
        public async Task MoreAsync()
        {
            var wanted = Volatile.Read(ref _times) + 3;
            await RunningSandbox.UntilAsync(() => Volatile.Read(ref _times) >= wanted || _serving.IsCompleted);
            if (_serving.IsCompleted) await _serving;
        }

        public async ValueTask DisposeAsync()
        {
            await MoreAsync();
            await _enough.CancelAsync();
            await _serving;
            _enough.Dispose();
        }

        private async Task ServeAsync()
        {
            while (!_enough.IsCancellationRequested)
            {
                await using var connection = await _gateway.OpenAsync("app_user");
                Assert.Equal(_times, await connection.ScalarAsync(string.Create(CultureInfo.InvariantCulture, $"select {_times}")));
                Interlocked.Increment(ref _times);
            }
        }
    }

    /// <summary>Many clients that are let go of together.</summary>
    private sealed class Clients : IDisposable
    {
        private readonly ConcurrentBag<WireClient> _all = [];

        public Task OpenAsync(int count, Func<int, Task<WireClient>> open) =>
            Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) => _all.Add(await open(i)));

        public void Reset()
        {
            foreach (var client in _all) client.Reset();
        }

        public void Dispose()
        {
            foreach (var client in _all) client.Dispose();
        }
    }
}
