using System.Diagnostics;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Postgres;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuroraConsole.Sandbox.Tests.Postgres;

public sealed class FleetTests : IDisposable
{
    private const string Id = "cluster-FLEETFLEETFLEETFLEETFLEE01";
    private readonly string _dataPath = Builds.NewDataPath();

    public void Dispose() => Builds.Remove(_dataPath);

    [Theory]
    [MemberData(nameof(Builds.All), MemberType = typeof(Builds))]
    public async Task Data_outlives_a_stop_and_a_restart_of_the_sandbox(string build)
    {
        await using (var first = await FleetAsync(build))
        {
            await first.CreateAsync(Id, default);
            await AskAsync(first, Id, "create table kept as select 42 as answer");
            await first.StopAsync(Id, default);
            await first.StopAsync(Id, default);
            Assert.False(first.IsRunning(Id));
            await first.StartAsync(Id, default);
            await first.CreateAsync(Id, default);
            Assert.Equal("42", await AskAsync(first, Id, "select answer::text from kept"));
        }
        Assert.Empty(ServersUnder(_dataPath));
        Assert.False(Path.Exists(Path.Combine(_dataPath, "run")));

        await using var second = await FleetAsync(build);
        await second.StartAsync(Id, default);
        Assert.Equal("42", await AskAsync(second, Id, "select answer::text from kept"));
    }

    [Theory]
    [MemberData(nameof(Builds.All), MemberType = typeof(Builds))]
    public async Task No_server_outlives_a_killed_sandbox_and_the_next_one_goes_on_at_once(string build)
    {
        string[] arguments = [_dataPath, Id];
        if (await Builds.BinAsync(build) is { } bin) arguments = [.. arguments, bin];
        using (var host = await KilledHost.StartAsync(null, arguments))
        {
            Assert.NotEmpty(ServersUnder(_dataPath));
            await host.KillAsync();
        }
        // The next one does not wait for the old servers' end to be seen.
        await using (var fleet = await FleetAsync(build))
        {
            await fleet.StartAsync(Id, default);
            Assert.Equal("1", await AskAsync(fleet, Id, "select 1::text"));
        }
        Assert.Empty(ServersUnder(_dataPath));
    }

    [Fact]
    public async Task Servers_end_by_themselves_when_the_sandbox_is_killed()
    {
        using (var host = await KilledHost.StartAsync(null, _dataPath, Id)) await host.KillAsync();
        var started = Stopwatch.StartNew();
        while (ServersUnder(_dataPath).Count > 0)
        {
            Assert.True(started.Elapsed < TimeSpan.FromSeconds(20), "a server is left");
            await Task.Delay(20);
        }
    }

    [Fact]
    public async Task A_pid_file_whose_number_is_another_program_s_does_not_stop_a_start()
    {
        await using var fleet = await FleetAsync("found");
        await fleet.CreateAsync(Id, default);
        await fleet.StopAsync(Id, default);
        var pidFile = Path.Combine(Path.GetDirectoryName(await fleet.LogPathAsync(Id, default))!, "postmaster.pid");
        await File.WriteAllTextAsync(pidFile, $"{Environment.ProcessId}\n");
        await fleet.StartAsync(Id, default);
        Assert.Equal("1", await AskAsync(fleet, Id, "select 1::text"));
    }

    [Fact]
    public async Task A_server_that_was_killed_is_started_again_with_its_data()
    {
        await using var fleet = await FleetAsync("found");
        await fleet.CreateAsync(Id, default);
        await AskAsync(fleet, Id, "create table kept as select 42 as answer");
        var postmaster = int.Parse((await File.ReadAllLinesAsync(Path.Combine(Path.GetDirectoryName(await fleet.LogPathAsync(Id, default))!, "postmaster.pid")))[0]);
        using (var process = Process.GetProcessById(postmaster)) process.Kill();
        await fleet.Running(Id)!.Exited;
        Assert.False(fleet.IsRunning(Id));
        await fleet.StartAsync(Id, default);
        Assert.Equal("42", await AskAsync(fleet, Id, "select answer::text from kept"));
    }

    [Fact]
    public async Task Two_sandboxes_do_not_share_a_data_path()
    {
        await using var first = await FleetAsync("found");
        await first.PrepareAsync(default);
        await using var second = await FleetAsync("found");
        await Assert.ThrowsAsync<FleetException>(() => second.CreateAsync(Id, default));
        Assert.Contains("is in use by another sandbox", second.Unavailable);
        Assert.Null(first.Unavailable);
    }

    [Fact]
    public async Task A_paused_server_stays_so_for_starts_and_snapshots_until_it_is_used_or_stopped()
    {
        await using var fleet = await FleetAsync("found");
        await fleet.CreateAsync(Id, default);
        Assert.True(await fleet.PauseAsync(Id, default));
        Assert.False(await fleet.PauseAsync(Id, default));
        await fleet.StartAsync(Id, default);
        await fleet.SnapshotAsync(Id, "asleep", default);
        Assert.True(fleet.IsPaused(Id));
        Assert.Empty(ServersUnder(_dataPath));

        using (var use = await fleet.UseAsync(Id, default)) Assert.NotNull(use);
        Assert.Equal("1", await AskAsync(fleet, Id, "select 1::text"));
        Assert.True(await fleet.PauseAsync(Id, default));
        await fleet.StopAsync(Id, default);
        Assert.Null(await fleet.UseAsync(Id, default));
        await fleet.StartAsync(Id, default);
        Assert.True(fleet.IsRunning(Id));
    }

    [Fact]
    public async Task A_server_that_does_not_wake_stays_paused_and_the_next_use_tries_again()
    {
        await using var fleet = await FleetAsync("found");
        await fleet.CreateAsync(Id, default);
        var conf = Path.Combine(Path.GetDirectoryName(await fleet.LogPathAsync(Id, default))!, "postgresql.conf");
        var good = await File.ReadAllTextAsync(conf);
        await fleet.PauseAsync(Id, default);
        await File.AppendAllTextAsync(conf, "shared_buffers = nonsense\n");
        await Assert.ThrowsAsync<FleetException>(() => fleet.UseAsync(Id, default));
        Assert.True(fleet.IsPaused(Id));
        await File.WriteAllTextAsync(conf, good);
        using var use = await fleet.UseAsync(Id, default);
        Assert.True(fleet.IsRunning(Id));
    }

    [Fact]
    public async Task Deleting_and_forgetting_leave_nothing_and_a_snapshot_stays()
    {
        await using var fleet = await FleetAsync("found");
        await Task.WhenAll(fleet.CreateAsync(Id, default), fleet.CreateAsync("cluster-B", default), fleet.CreateAsync("cluster-C", default));
        var clusters = Directory.GetParent(Path.GetDirectoryName(await fleet.LogPathAsync(Id, default))!)!;
        await fleet.SnapshotAsync(Id, "demo-final-1", default);
        Assert.False(fleet.IsRunning(Id));
        Assert.True(File.Exists(Path.Combine(clusters.Parent!.FullName, "snapshots", "demo-final-1", "PG_VERSION")));
        await fleet.DeleteAsync(Id, default);
        await fleet.DeleteAsync(Id, default);
        Assert.Equal(["cluster-B", "cluster-C"], clusters.GetDirectories().Select(folder => folder.Name).Order());
        await fleet.RemoveUnknownAsync(new HashSet<string> { "cluster-C" }, default);
        Assert.Equal(["cluster-C"], clusters.GetDirectories().Select(folder => folder.Name));
        Assert.True(fleet.IsRunning("cluster-C"));
        Assert.False(fleet.IsRunning("cluster-B"));
        Assert.True(File.Exists(Path.Combine(clusters.Parent!.FullName, "snapshots", "demo-final-1", "PG_VERSION")));
        var missing = await Assert.ThrowsAsync<FleetException>(() => fleet.StartAsync(Id, default));
        Assert.Contains("is not there", missing.Message);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    public async Task An_id_cannot_leave_its_folder(string id)
    {
        await using var fleet = await FleetAsync("found");
        await Assert.ThrowsAsync<ArgumentException>(() => fleet.DeleteAsync(id, default));
        await Assert.ThrowsAsync<ArgumentException>(() => fleet.SnapshotAsync(Id, id, default));
    }

    [Fact]
    public async Task Without_a_PostgreSQL_in_the_configured_folder_the_reason_says_so()
    {
        await using var fleet = new PostgresFleet(new SandboxOptions { DataPath = _dataPath, PostgresBin = "/nowhere" }, NullLoggerFactory.Instance);
        var failed = await Assert.ThrowsAsync<FleetException>(() => fleet.CreateAsync(Id, default));
        Assert.Contains("Sandbox:PostgresBin is /nowhere", failed.Message);
        Assert.Equal(failed.Message, fleet.Unavailable);
    }

    [Fact]
    public async Task Data_of_another_major_version_is_explained()
    {
        await using var fleet = await FleetAsync("found");
        await fleet.CreateAsync(Id, default);
        await fleet.StopAsync(Id, default);
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(await fleet.LogPathAsync(Id, default))!, "PG_VERSION"), "9\n");
        Assert.Contains("was made by PostgreSQL 9", (await Assert.ThrowsAsync<FleetException>(() => fleet.StartAsync(Id, default))).Message);
    }

    [Fact]
    public async Task A_start_that_fails_says_what_the_server_said()
    {
        await using var fleet = await FleetAsync("found");
        await fleet.CreateAsync(Id, default);
        await fleet.StopAsync(Id, default);
        await File.AppendAllTextAsync(Path.Combine(Path.GetDirectoryName(await fleet.LogPathAsync(Id, default))!, "postgresql.conf"), "shared_buffers = nonsense\n");
        Assert.Contains("shared_buffers", (await Assert.ThrowsAsync<FleetException>(() => fleet.StartAsync(Id, default))).Message);
        Assert.Empty(ServersUnder(_dataPath));
    }

    [Fact]
    public async Task A_private_data_path_of_root_keeps_its_databases_and_stays_closed_to_others()
    {
        if (!Environment.IsPrivilegedProcess) return;
        var options = new SandboxOptions { DataPath = PrivateFiles.CreateFolder(Path.Combine(_dataPath, ".sandbox")) };
        await using var fleet = new PostgresFleet(options, NullLoggerFactory.Instance);
        await fleet.CreateAsync(Id, default);
        Assert.Null(new DirectoryInfo(Path.Combine(options.DataPath, "postgres")).LinkTarget);
        Assert.Equal(UnixFileMode.None, new DirectoryInfo(options.DataPath).UnixFileMode & (UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute));
    }

    [Fact]
    public async Task Databases_move_out_of_a_home_that_the_server_s_user_cannot_enter()
    {
        if (!Environment.IsPrivilegedProcess) return;
        var home = Directory.CreateTempSubdirectory("aurora-home-").FullName;
        var heard = new Sentences();
        var options = new SandboxOptions { DataPath = Path.Combine(home, ".sandbox") };
        await using (var fleet = new PostgresFleet(options, heard))
        {
            await fleet.CreateAsync(Id, default);
            await AskAsync(fleet, Id, "create table kept ()");
        }
        Assert.Contains(heard.All, sentence => sentence.Contains("cannot reach") && sentence.Contains("are kept in"));
        await using (var again = new PostgresFleet(options, NullLoggerFactory.Instance))
        {
            await again.StartAsync(Id, default);
            Assert.Equal("0", await AskAsync(again, Id, "select count(*)::text from kept"));
        }
        var moved = new DirectoryInfo(Path.Combine(options.DataPath, "postgres")).LinkTarget!;
        Directory.Delete(Path.GetDirectoryName(moved)!, recursive: true);
        Directory.Delete(home, recursive: true);
    }

    [Fact]
    public async Task An_ordinary_user_needs_no_switch_of_user()
    {
        // As root the whole sandbox is run as another account; else every other test here is that already.
        if (!Environment.IsPrivilegedProcess) return;
        if (!await new ServerUser("nobody").CanAsync("-r", typeof(FleetTests).Assembly.Location, default)) return;
        var dataPath = Directory.CreateTempSubdirectory("aurora-nobody-").FullName;
        await new ServerUser((string?)null).RunAsync("/bin/chown", ["nobody", dataPath], null, default);
        using (var host = await KilledHost.StartAsync("nobody", dataPath, Id)) Assert.NotEmpty(ServersUnder(dataPath));
        while (ServersUnder(dataPath).Count > 0) await Task.Delay(20);
        Builds.Remove(dataPath);
    }

    [NpmFact]
    public async Task The_npm_build_runs_with_its_links_and_statistics()
    {
        await using var fleet = await FleetAsync("npm");
        await fleet.CreateAsync(Id, default);
        Assert.StartsWith("18", await AskAsync(fleet, Id, "show server_version"));
        Assert.NotNull(await AskAsync(fleet, Id, "select count(*)::text from pg_stat_statements"));
    }

    private async Task<PostgresFleet> FleetAsync(string build)
        => new(new SandboxOptions { DataPath = _dataPath, PostgresBin = await Builds.BinAsync(build) }, NullLoggerFactory.Instance);

    private static async Task<string?> AskAsync(PostgresFleet fleet, string id, string sql)
    {
        await using var connection = await fleet.Running(id)!.ConnectAsync("postgres", "postgres", default);
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        return (string?)await command.ExecuteScalarAsync();
    }

    /// <summary>Processes whose command line names a folder as a server's data directory.</summary>
    private static List<int> ServersUnder(string folder)
    {
        var found = new List<int>();
        foreach (var process in Directory.GetDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            try
            {
                var words = File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0');
                if (words[0].EndsWith("/postgres", StringComparison.Ordinal) && words.Any(word => word.StartsWith(folder, StringComparison.Ordinal))) found.Add(int.Parse(Path.GetFileName(process)));
            }
            catch (IOException)
            {
                // It ended while it was looked at.
            }
        }
        return found;
    }

    private sealed class Sentences : ILoggerFactory, ILogger
    {
        public List<string> All { get; } = [];
        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();
        public ILogger CreateLogger(string categoryName) => this;
        public void Dispose() { }
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => All.Add(formatter(state, exception));
    }
}
