using System.Text.Json.Serialization;
using AuroraConsole.Clusters.Operations;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.Clusters;

/// <summary>Answer of <c>GET /api/clusters</c>.</summary>
/// <param name="Clusters">By region and name.</param>
/// <param name="Regions">Each watched region, and why it does not answer where it does not; its clusters are then those of <c>at</c>.</param>
public sealed record ClusterListAnswer(IReadOnlyList<ClusterAnswer> Clusters, IReadOnlyList<RegionAnswer> Regions);

/// <summary>One region's freshness.</summary>
/// <param name="Region">Its name.</param>
/// <param name="At">UTC of the last good answer.</param>
/// <param name="Problem">Why the last try failed, in a sentence.</param>
/// <param name="Code">The code to it.</param>
public sealed record RegionAnswer(string Region, DateTimeOffset? At, string? Problem, string? Code);

/// <summary>One cluster.</summary>
/// <param name="Region">Its region.</param>
/// <param name="Id">Its identifier.</param>
/// <param name="Status">As AWS says it.</param>
/// <param name="Express">Whether it is an express cluster.</param>
/// <param name="Endpoint">The writer's host; <c>null</c> until available.</param>
/// <param name="ReaderEndpoint">The readers' host; <c>null</c> until available.</param>
/// <param name="Port">TCP port.</param>
/// <param name="ResourceId">The id that policies name.</param>
/// <param name="Arn">Its ARN.</param>
/// <param name="EngineVersion">Such as 17.7.</param>
/// <param name="MinAcu">ACU.</param>
/// <param name="MaxAcu">ACU.</param>
/// <param name="SecondsUntilAutoPause">Seconds; <c>null</c> when it never pauses.</param>
/// <param name="DeletionProtection">Whether it refuses to be deleted.</param>
/// <param name="BackupRetentionDays">Days.</param>
/// <param name="LogExports">Such as <c>iam-db-auth-error</c>.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="Instances">Writer first.</param>
/// <param name="Tags">Key and value.</param>
/// <param name="Operation">While one of the console's runs.</param>
public sealed record ClusterAnswer(
    string Region,
    string Id,
    string Status,
    bool Express,
    string? Endpoint,
    string? ReaderEndpoint,
    int Port,
    string ResourceId,
    string Arn,
    string EngineVersion,
    double? MinAcu,
    double? MaxAcu,
    int? SecondsUntilAutoPause,
    bool DeletionProtection,
    int BackupRetentionDays,
    IReadOnlyList<string> LogExports,
    DateTimeOffset? CreatedAt,
    IReadOnlyList<ClusterMember> Instances,
    IReadOnlyDictionary<string, string> Tags,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] OperationAnswer? Operation)
{
    /// <summary>Of a cluster that AWS lists.</summary>
    public static ClusterAnswer Of(Cluster cluster, ClusterOperation? operation) => new(
        cluster.Region, cluster.Id, cluster.Status, cluster.IsExpress, cluster.Endpoint, cluster.ReaderEndpoint, cluster.Port, cluster.ResourceId, cluster.Arn,
        cluster.EngineVersion, cluster.MinAcu, cluster.MaxAcu, cluster.SecondsUntilAutoPause, cluster.DeletionProtection, cluster.BackupRetentionDays, cluster.LogExports,
        cluster.CreatedAt == default ? null : cluster.CreatedAt, cluster.Members, cluster.Tags, operation is null ? null : OperationAnswer.Of(operation));

    /// <summary>Of one that AWS does not list yet, or no more, while the console works on it.</summary>
    public static ClusterAnswer Of(ClusterOperation operation) => new(
        operation.Region, operation.ClusterId, operation.Kind == OperationKind.Create ? "creating" : "deleting", true, null, null, 5432, operation.ResourceId ?? "", "", "",
        operation.Order?.MinAcu, operation.Order?.MaxAcu, operation.Order?.SecondsUntilAutoPause, operation.Order?.DeletionProtection ?? false, 0, [], null, [],
        operation.Order?.Tags ?? new Dictionary<string, string>(), OperationAnswer.Of(operation));
}

/// <summary>How far an operation is.</summary>
/// <param name="Kind"><c>create</c> or <c>delete</c>.</param>
/// <param name="State"><c>running</c>, <c>succeeded</c> or <c>failed</c>.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="Actor">Who asked.</param>
/// <param name="UsualSeconds">What all steps together usually take.</param>
/// <param name="FinalSnapshot">Of a delete; <c>null</c>: none.</param>
/// <param name="Steps">In order.</param>
/// <param name="Problem">Why it failed.</param>
public sealed record OperationAnswer(
    string Kind, string State, DateTimeOffset StartedAt, string Actor, int UsualSeconds, string? FinalSnapshot, IReadOnlyList<StepAnswer> Steps, string? Problem)
{
    /// <summary>Of an operation.</summary>
    public static OperationAnswer Of(ClusterOperation operation) => new(
        Word(operation.Kind), Word(operation.State), operation.StartedAt, operation.Actor, operation.UsualSeconds, operation.FinalSnapshot,
        [.. operation.Steps.Select(step => new StepAnswer(step.Title, Word(step.State), step.Note, step.StartedAt, step.EndedAt, step.UsualSeconds))], operation.Problem?.Sentence);

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}

/// <summary>One step.</summary>
/// <param name="Title">What it does.</param>
/// <param name="State"><c>waiting</c>, <c>running</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Note">What it waits for.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="EndedAt">UTC.</param>
/// <param name="UsualSeconds">What it usually takes.</param>
public sealed record StepAnswer(string Title, string State, string Note, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, int UsualSeconds);

/// <summary>Body of <c>POST /api/clusters</c>. Everything is checked, so nothing is required by its type.</summary>
/// <param name="Region">A watched region. Required.</param>
/// <param name="Id">The name. Required.</param>
/// <param name="MinAcu">ACU in halves; 0: it sleeps when idle. Default: 0, as on AWS.</param>
/// <param name="MaxAcu">ACU in halves. Default: 16, as on AWS.</param>
/// <param name="DeletionProtection">Default: as on the page, on; off on an emulator.</param>
/// <param name="Tags">Key and value. Default: none.</param>
/// <param name="SecondsUntilAutoPause">Default: 300.</param>
/// <param name="ExportAuthLog">Default: true.</param>
/// <param name="BackupDays">Default: 7.</param>
[System.Text.Json.Serialization.JsonUnmappedMemberHandling(System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow)]
public sealed record CreateClusterBody(
    string? Region, string? Id, double? MinAcu, double? MaxAcu, bool? DeletionProtection, Dictionary<string, string>? Tags, int? SecondsUntilAutoPause, bool? ExportAuthLog, int? BackupDays)
{
    /// <summary>The order.</summary>
    /// <exception cref="ProblemException">400 <c>MissingField</c> with the field.</exception>
    public ClusterOrder ToOrder(ClusterDefaults defaults) => new(
        Required(Region, "region"),
        Required(Id, "id"),
        MinAcu ?? 0,
        MaxAcu ?? 16,
        DeletionProtection ?? defaults.Protect,
        SecondsUntilAutoPause ?? 300,
        Tags,
        ExportAuthLog ?? true,
        BackupDays ?? 7);

    private static string Required(string? value, string field) => string.IsNullOrWhiteSpace(value) ? throw Missing(field) : value;

    private static ProblemException Missing(string field) => new(new Problem(
        $"The body lacks “{field}”. It looks like {{\"region\":\"us-east-1\",\"id\":\"orders-dev\",\"minAcu\":0,\"maxAcu\":4}}.", "MissingField", Field: field));
}
