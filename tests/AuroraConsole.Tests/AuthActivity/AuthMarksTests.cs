using AuroraConsole.Access;
using AuroraConsole.Audit;
using AuroraConsole.AuthActivity;
using AuroraConsole.Shared;

namespace AuroraConsole.Tests.AuthActivity;

public sealed class AuthMarksTests : IDisposable
{
    private static readonly AuthQuery Fleet = new(null, AuthRange.LastHour);
    private readonly string _folder = Directory.CreateTempSubdirectory("auth-marks-").FullName;
    private readonly SetClock _time = new();
    private readonly AuditTrail _trail;
    private readonly AccessControl _access;
    private readonly AuthMarks _marks;

    public AuthMarksTests()
    {
        _trail = new AuditTrail(new ConsoleOptions { DataPath = _folder }, _time);
        _access = new AccessControl(_trail);
        _marks = new AuthMarks(_trail);
    }

    public void Dispose()
    {
        _marks.Dispose();
        _trail.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Mints_of_a_period_are_one_mark_and_changes_one_each()
    {
        Do(Act.MintToken, "us-east-1/a", -20, ("role", "app_user"));
        Do(Act.MintToken, "us-east-1/a", -20, ("role", "report_ro"));
        Do(Act.MintToken, "us-east-1/a", -5, ("role", "app_user"));
        Do(Act.CreateCluster, "us-east-1/b", -10, ("range", "0-4 ACU"));
        Do(Act.RunSql, "us-east-1/a", -3);

        var marks = await ReadAsync(Fleet);

        Assert.Equal(
            ["2 tokens minted for app_user, report_ro", "create cluster b (range 0-4 ACU)", "token minted for app_user"],
            marks.Select(mark => mark.Text));
        Assert.Equal([true, false, true], marks.Select(mark => mark.IsMint));
        Assert.Equal(Sample.Now.AddMinutes(-20), marks[0].At);
    }

    [Fact]
    public async Task A_cluster_has_its_own_marks_and_a_window_those_within_it()
    {
        Do(Act.ModifyCluster, "us-east-1/a", -61 - 60);
        Do(Act.ModifyCluster, "us-east-1/a", -10);
        Do(Act.ModifyCluster, "us-east-1/ab", -10);

        Assert.Equal("modify cluster a", Assert.Single(await ReadAsync(Fleet with { Cluster = "us-east-1/a" })).Text);
        Assert.Equal(2, (await ReadAsync(Fleet)).Count);
    }

    [Fact]
    public async Task What_is_done_meanwhile_appears_and_what_failed_or_was_denied_is_not_passed_off_as_done()
    {
        Assert.Empty(await ReadAsync(Fleet));
        _time.Now = Sample.Now.AddMinutes(-4);
        _access.Begin(AuthRoom.Ann, Act.DeleteCluster, "us-east-1/a").Failed("InvalidDBClusterStateFault");
        Assert.Throws<ProblemException>(() => _access.Begin(Actor.Nobody, Act.DeleteCluster, "us-east-1/a"));

        Assert.Equal("delete cluster a, failed", Assert.Single(await ReadAsync(Fleet)).Text);
        Assert.Empty(await _marks.ReadAsync(Actor.Nobody, Fleet, Sample.Window, default));
    }

    private void Do(Act act, string subject, int minutes, params (string Name, string? Value)[] details)
    {
        _time.Now = Sample.Now.AddMinutes(minutes);
        _access.Begin(AuthRoom.Ann, act, subject, details).Succeeded();
    }

    private Task<IReadOnlyList<AuthMark>> ReadAsync(AuthQuery query) => _marks.ReadAsync(AuthRoom.Ann, query, Sample.Window, default);

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Sample.Now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
