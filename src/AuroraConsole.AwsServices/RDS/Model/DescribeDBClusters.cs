using Amazon.Runtime;
using AuroraConsole.AwsServices;

namespace Amazon.RDS.Model;

/// <summary>Request of <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusters.html"/></summary>
public class DescribeDBClustersRequest : AmazonRDSRequest
{
    public string? DBClusterIdentifier { get; set; }
    [ItemName("Filter")] public List<Filter>? Filters { get; set; }
    public int? MaxRecords { get; set; }
    public string? Marker { get; set; }
    public bool? IncludeShared { get; set; }
}

/// <summary>Answer of <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusters.html"/></summary>
public class DescribeDBClustersResponse : AmazonWebServiceResponse
{
    public string? Marker { get; set; }
    [ItemName("DBCluster")] public List<DBCluster>? DBClusters { get; set; }
}
