using AuroraConsole.AuthActivity;
using AuroraConsole.AuthActivity.Alarms;
using AuroraConsole.Clusters.Operations;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.Clusters;

/// <summary>One line of the fleet. Immutable.</summary>
/// <param name="Region">Its region.</param>
/// <param name="Id">Its identifier.</param>
/// <param name="Cluster">As AWS lists it; <c>null</c> while the console creates it and AWS does not list it yet.</param>
/// <param name="Operation">The console's own, while it runs or when it failed lately.</param>
/// <param name="Logins">Of the last hour; <c>null</c> before the first answer.</param>
/// <param name="Acu">What it uses now; <c>null</c> when CloudWatch has no sample, which is not zero.</param>
/// <param name="StaleSince">UTC of the last good answer while its region does not answer; else <c>null</c>.</param>
public sealed record FleetRow(string Region, string Id, Cluster? Cluster, ClusterOperation? Operation, AuthSummary? Logins, double? Acu, DateTimeOffset? StaleSince)
{
    /// <summary>An alarm on its logins that fires; else <c>null</c>.</summary>
    public AlarmBrief? Alarm { get; init; }

    /// <summary><c>region/id</c>.</summary>
    public string Key => $"{Region}/{Id}";

    /// <summary>The console works on it.</summary>
    public bool HasRunning => Operation is { IsRunning: true };

    /// <summary>What its status means to the reader.</summary>
    public StatusKind Kind => this switch
    {
        { HasRunning: true } => StatusKind.Changing,
        { Cluster: null } => StatusKind.Unknown,
        _ when StatusWords.Kind(Cluster.Status) is var kind && kind != StatusKind.Available => kind,
        { Operation.State: OperationState.Failed } or { LoginsFail: true } or { Alarm: not null } => StatusKind.Attention,
        { IsAsleep: true } => StatusKind.Asleep,
        _ => StatusKind.Available,
    };

    /// <summary>The status in a word or two.</summary>
    public string Word => this switch
    {
        { HasRunning: true, Operation.Kind: OperationKind.Delete } => "Deleting",
        { HasRunning: true, Cluster.Status: "available" } => "Setting up",
        { HasRunning: true } => "Creating",
        { Cluster: null } => "Not known",
        { Kind: StatusKind.Attention, Operation: null, Alarm: { } alarm } => alarm.Word,
        { Kind: StatusKind.Attention, LoginsFail: true } => "Logins failing",
        { Kind: StatusKind.Attention, Operation.Kind: OperationKind.Delete } => "Delete stopped",
        { Kind: StatusKind.Attention } => "Setup not finished",
        { IsAsleep: true } => "Asleep",
        { Cluster.Status: "inaccessible-encryption-credentials" } => "Key not accessible",
        _ => StatusWords.Word(Cluster.Status),
    };

    /// <summary>The line below the word.</summary>
    public string Detail => this switch
    {
        { StaleSince: { } since } => $"as of {since:HH:mm:ss}",
        { Kind: StatusKind.Attention, Operation: null, Alarm: { } alarm } => alarm.Since + (LoginsFail ? $"; {Logins?.TotalFailures:N0} failed, rising" : ""),
        { Kind: StatusKind.Attention, LoginsFail: true } => $"available; {Logins?.TotalFailures:N0} failed, rising",
        { Operation.State: OperationState.Failed, Operation.Problem: { } problem } => problem.Sentence,
        { Cluster.Status: "inaccessible-encryption-credentials" } => "KMS key disabled or denied",
        { Kind: StatusKind.Broken } => "its events say more",
        { IsAsleep: true } => "wakes in about 16 s",
        { Kind: StatusKind.Available, IsDemo: true, Logins.HasFailures: true } => "demo traffic fails on purpose",
        { Cluster: null } => "AWS does not list it",
        _ when Cluster.Members.Count(member => !member.IsWriter) is var readers && Kind == StatusKind.Available => readers switch { 0 => "no reader", 1 => "1 reader", _ => $"{readers} readers" },
        { Kind: StatusKind.Unknown } => "a status the console does not know",
        _ => "",
    };

    /// <summary>Express or not, and its first tag.</summary>
    public string Sort => (Cluster?.IsExpress ?? true ? "express" : "standard") + (Cluster?.Tags is not { Count: > 0 } tags ? "" : $" · {tags.First().Key}={tags.First().Value}");

    /// <summary>Trouble first: broken, attention, changing, the rest; silent regions last.</summary>
    public int Rank => StaleSince is not null ? 4 : Kind switch { StatusKind.Broken => 0, StatusKind.Attention => 1, StatusKind.Changing => 2, _ => 3 };

    /// <summary>For sorting by what it may grow to.</summary>
    public double Most => Cluster?.MaxAcu ?? Operation?.Order?.MaxAcu ?? 0;

    /// <summary>For sorting by failed logins.</summary>
    public double Failures => Logins?.TotalFailures ?? -1;

    /// <summary>For sorting by version.</summary>
    public string Version => Cluster?.EngineVersion ?? "";

    /// <summary>For sorting by age: newest last.</summary>
    public DateTimeOffset Made => Cluster?.CreatedAt ?? Operation?.StartedAt ?? default;

    /// <summary>For sorting by protection.</summary>
    public bool Protected => Cluster?.DeletionProtection ?? Operation?.Order?.DeletionProtection ?? false;

    private bool IsAsleep => Acu == 0 && Cluster?.Status == "available";

    private bool IsDemo => Cluster?.Tags.GetValueOrDefault("purpose") == "demo";

    // What one would be paged for: three or more failures in the newest ten minutes, twice the rate of the rest of the hour.
    private bool LoginsFail
    {
        get
        {
            if (IsDemo || Cluster?.Status != "available" || Logins is not { HasFailures: true } logins)
                return false;
            var delivered = logins.Failures.Where(count => count is not null).Select(count => count!.Value).ToList();
            var late = delivered.TakeLast(5).Sum();
            var before = delivered.SkipLast(5).ToList();
            return late >= 3 && (before.Count == 0 || late / 5 >= 2 * before.Average());
        }
    }
}
