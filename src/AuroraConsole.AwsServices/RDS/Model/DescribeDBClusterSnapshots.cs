using Amazon.Runtime;
using AuroraConsole.AwsServices;

namespace Amazon.RDS.Model;

/// <summary>Request of <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusterSnapshots.html"/></summary>
public class DescribeDBClusterSnapshotsRequest : AmazonRDSRequest
{
    public string? DBClusterIdentifier { get; set; }
    public string? DBClusterSnapshotIdentifier { get; set; }
    public string? SnapshotType { get; set; }
    [ItemName("Filter")] public List<Filter>? Filters { get; set; }
    public int? MaxRecords { get; set; }
    public string? Marker { get; set; }
    public bool? IncludeShared { get; set; }
    public bool? IncludePublic { get; set; }
    public string? DbClusterResourceId { get; set; }
}

/// <summary>Answer of <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusterSnapshots.html"/></summary>
public class DescribeDBClusterSnapshotsResponse : AmazonWebServiceResponse
{
    public string? Marker { get; set; }
    [ItemName("DBClusterSnapshot")] public List<DBClusterSnapshot>? DBClusterSnapshots { get; set; }
}
