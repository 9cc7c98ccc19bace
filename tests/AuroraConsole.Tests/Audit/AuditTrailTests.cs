using System.Text.Json;
using AuroraConsole.Access;
using AuroraConsole.Audit;
using AuroraConsole.Shared;

namespace AuroraConsole.Tests.Audit;

public sealed class AuditTrailTests : IDisposable
{
    private static readonly Actor Ann = new("ann", true);
    private readonly string _folder = Directory.CreateTempSubdirectory("audit-").FullName;

    private string TrailFile => Path.Combine(_folder, "audit", "trail.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_record_is_on_disk_before_the_act_takes_effect()
    {
        using var trail = Open();
        using var entry = new AccessControl(trail).Begin(Ann, Act.DeleteCluster, "us-east-1/demo", ("snapshot", "demo-final"), ("nothing", null));
        // Here the act would take effect: another process already finds its beginning.
        var line = JsonDocument.Parse(Assert.Single(Lines())).RootElement;
        Assert.Equal("began", line.GetProperty("state").GetString());
        Assert.Equal("DeleteCluster", line.GetProperty("act").GetString());
        Assert.Equal("ann", line.GetProperty("actor").GetString());
        Assert.Equal("demo-final", line.GetProperty("details").GetProperty("snapshot").GetString());
        Assert.False(line.GetProperty("details").TryGetProperty("nothing", out _));
    }

    [Fact]
    public async Task An_act_is_one_record_with_its_outcome_and_what_both_lines_said()
    {
        using var trail = Open();
        using (var entry = trail.Begin("ann", "MintToken", "us-east-1/demo", ("role", "app_user")))
            entry.Succeeded(("expires", "soon"));
        using (var entry = trail.Begin("ann", "DeleteCluster", "us-east-1/demo"))
            entry.Failed("InvalidDBClusterStateFault");
        trail.Begin("ann", "RunSql", "us-east-1/demo").Dispose();

        var records = await trail.ReadAsync(Ann, 10, CancellationToken.None);
        Assert.Equal(3, records.Count);
        Assert.Equal(["failed", "failed", "succeeded"], records.Select(record => record.State).Order());
        var minted = records.Single(record => record.Act == "MintToken");
        Assert.Equal(("app_user", "soon"), (minted.Details!["role"], minted.Details["expires"]));
        Assert.Equal("InvalidDBClusterStateFault", records.Single(record => record.Act == "DeleteCluster").Code);
        Assert.Equal(6, Lines().Length);
    }

    [Fact]
    public void The_first_word_on_an_outcome_stands()
    {
        using var trail = Open();
        var entry = trail.Begin("ann", "RunSql", "x");
        entry.Succeeded();
        entry.Failed("late");
        entry.Dispose();
        Assert.Equal(2, Lines().Length);
    }

    [Fact]
    public async Task What_was_denied_is_recorded_as_denied()
    {
        using var trail = Open();
        var error = Assert.Throws<ProblemException>(() => new AccessControl(trail).Begin(Actor.Nobody, Act.MintToken, "us-east-1/demo"));
        Assert.Equal(("AccessDenied", 403), (error.Problem.Code, error.Problem.Status));
        var record = Assert.Single(await trail.ReadAsync(Ann, 10, CancellationToken.None));
        Assert.Equal(("denied", "nobody", "MintToken"), (record.State, record.Actor, record.Act));
    }

    [Fact]
    public async Task A_line_torn_by_a_kill_costs_only_itself()
    {
        using (var trail = Open())
            trail.Begin("ann", "MintToken", "us-east-1/one").Succeeded();
        var torn = await File.ReadAllTextAsync(TrailFile) + "{\"id\":\"torn\",\"at\":\"2026-03-25T1";
        await File.WriteAllTextAsync(TrailFile, torn);

        using var after = Open();
        after.Begin("ann", "MintToken", "us-east-1/two").Succeeded();
        var records = await after.ReadAsync(Ann, 10, CancellationToken.None);
        Assert.Equal(["us-east-1/one", "us-east-1/two"], records.Select(record => record.Subject).Order());
        Assert.StartsWith(torn + "\n", await ReadAllAsync());
    }

    [Fact]
    public async Task Many_at_once_leave_whole_lines()
    {
        using var trail = Open();
        await Parallel.ForAsync(0, 100, (i, _) =>
        {
            using var entry = trail.Begin("ann", "RunSql", $"us-east-1/c{i}", ("text", "line\nbreak \"quoted\" \u2028"));
            entry.Succeeded();
            return ValueTask.CompletedTask;
        });
        Assert.Equal(200, Lines().Length);
        Assert.All(Lines(), line => JsonDocument.Parse(line));
        var records = await trail.ReadAsync(Ann, 1000, CancellationToken.None);
        Assert.Equal(100, records.Count);
        Assert.All(records, record => Assert.Equal("line\nbreak \"quoted\" \u2028", record.Details!["text"]));
    }

    [Fact]
    public async Task Nobody_reads_the_trail()
    {
        using var trail = Open();
        await Assert.ThrowsAsync<ProblemException>(() => trail.ReadAsync(Actor.Nobody, 10, CancellationToken.None));
    }

    [Fact]
    public void Without_a_record_nothing_is_done()
    {
        var trail = Open();
        trail.Dispose();
        // The file is gone under it, as on a disk that was taken away.
        var error = Record.Exception(() => new AccessControl(trail).Begin(Ann, Act.DeleteCluster, "us-east-1/demo"));
        Assert.NotNull(error);
        Assert.Empty(Lines());
    }

    [Fact]
    public void Only_the_consoles_user_may_read_it()
    {
        using var trail = Open();
        trail.Begin("ann", "RunSql", "x").Dispose();
        if (OperatingSystem.IsWindows())
            return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(TrailFile));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(TrailFile)!));
    }

    private AuditTrail Open() => new(new ConsoleOptions { DataPath = _folder }, TimeProvider.System);

    private string[] Lines() => ReadAllAsync().GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private async Task<string> ReadAllAsync()
    {
        using var reader = new StreamReader(new FileStream(TrailFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return await reader.ReadToEndAsync();
    }
}
