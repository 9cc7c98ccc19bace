using AuroraConsole.Activity;
using AuroraConsole.Shared;

namespace AuroraConsole.Tests.Activity;

/// <summary>Sentences, trees and filters over sessions made by hand.</summary>
public sealed class ActivityWordsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_gravest_thing_comes_first()
    {
        var lazy = One(7, "idle in transaction", sinceMinutes: 12);
        var busy = One(8, "active", sinceMinutes: 3);

        Assert.Equal("1 session waits for 7 (app), idle in a transaction.", Say(lazy, busy, One(9, "active", waitsFor: [7])));
        Assert.Equal("7 (app) has been idle in a transaction for 12 min: its locks stay, and vacuum cannot remove what was deleted since.", Say(lazy, busy));
        Assert.Equal("8 (app) has run one statement for 3 min.", Say(busy));
        Assert.Equal("Nobody waits for a lock. 1 of 2 sessions runs a statement.", Say(One(1, "active"), One(2, "idle")));
        Assert.Equal("Nobody waits for a lock. 0 of 1 session run a statement; what 1 does is hidden from this role.", Say(One(1, null)));
        Assert.Equal("81 of 100 connections are taken.", ActivityHeadline.Of(new ActivitySnapshot(Now, new Looker(17, 100, 81, true, true), [One(1, "idle")])).Sentence);
        Assert.StartsWith("1 session waits for a prepared transaction", Say(One(9, "active", waitsFor: [0])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_circle_ends_and_who_waits_for_two_stands_once()
    {
        Assert.Equal([(1, 0), (2, 1)], Tree(One(1, "active", waitsFor: [2]), One(2, "active", waitsFor: [1])).Select(node => (node.Pid, node.Depth)));
        var two = Tree(One(1, "idle in transaction"), One(2, "idle in transaction"), One(3, "active", waitsFor: [1, 2]));
        Assert.Equal([(1, 0), (3, 1)], two.Select(node => (node.Pid, node.Depth)));
        Assert.Equal([2], two[1].AlsoFor);
    }

    [Fact]
    public void A_long_chain_is_no_deeper_than_the_stack()
    {
        var chain = Enumerable.Range(2, 1000).Select(pid => One(pid, "active", waitsFor: [pid - 1])).Prepend(One(1, "idle in transaction")).ToArray();

        var tree = Tree(chain);

        Assert.Equal((1001, 1000, 1000), (tree.Count, tree[0].Waiting, tree[^1].Depth));
    }

    [Theory]
    [InlineData(null, null, null, null, "1,2,3")]
    [InlineData("idle-in-transaction", null, null, null, "2")]
    [InlineData("nonsense", null, null, null, "1,2,3")]
    [InlineData(null, "owner", null, null, "3")]
    [InlineData(null, null, "other", null, "")]
    [InlineData(null, null, null, "INSERT", "2")]
    [InlineData(null, null, null, "3", "3")]
    public void The_address_filters(string? state, string? role, string? database, string? search, string expected)
    {
        Session[] sessions = [One(1, "active"), One(2, "idle in transaction") with { Query = "insert into t" }, One(3, null) with { Role = "owner", Query = null }];

        var request = new ActivityRequest(null, null, null, state, role, database, search, null, null);

        Assert.Equal(expected, string.Join(',', sessions.Where(request.Match).Select(session => session.Pid)));
    }

    [Theory]
    [InlineData(-1, "0 s")]
    [InlineData(0.42, "0.4 s")]
    [InlineData(75, "75 s")]
    [InlineData(720, "12 min")]
    [InlineData(7500, "2 h 5 min")]
    [InlineData(360000, "4 d 4 h")]
    public void Ages_take_a_few_characters(double seconds, string expected) => Assert.Equal(expected, Ages.Of(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("Client", "ClientRead", "for its client to send something")]
    [InlineData("IO", "XactSync", "for its commit to be safe in Aurora's storage")]
    [InlineData("IO", "BufFileRead", "for a temporary file: a sort or hash that does not fit into work_mem")]
    // As 17 and later spell them (pg_wait_events).
    [InlineData("IO", "BuffileWrite", "for a temporary file: a sort or hash that does not fit into work_mem")]
    [InlineData("IO", "WalSync", "for its commit to be safe on disk")]
    [InlineData("IPC", "BgworkerShutdown", "for its parallel workers")]
    [InlineData("LWLock", "SomethingNew", "for its turn inside the server, for a moment")]
    [InlineData("Later", "Newer", "for something the server names so")]
    [InlineData(null, null, null)]
    public void Wait_events_have_words(string? type, string? name, string? expected) => Assert.Equal(expected, WaitWords.Of(One(1, "idle") with { WaitType = type, WaitEvent = name }));

    private static string Say(params Session[] sessions) => ActivityHeadline.Of(new ActivitySnapshot(Now, new Looker(17, 100, sessions.Length, true, true), sessions)).Sentence;

    private static IReadOnlyList<LockNode> Tree(params Session[] sessions) => LockNode.Of(new ActivitySnapshot(Now, null, sessions));

    private static Session One(int pid, string? state, double sinceMinutes = 0.01, int[]? waitsFor = null)
    {
        var since = Now.AddMinutes(-sinceMinutes);
        return new Session(pid, "app", "db", "web", "10.0.0.1", state, null, null, since, since, since, since, null, true, "SELECT 1", false, waitsFor is null ? null : new LockWait("transactionid", "ShareLock", "t", since, waitsFor));
    }
}
