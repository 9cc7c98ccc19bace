using Amazon.Runtime;

namespace Amazon.RDS.Model;

/// <summary>Request of <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBCluster.html"/></summary>
public class DeleteDBClusterRequest : AmazonRDSRequest
{
    public string? DBClusterIdentifier { get; set; }
    public bool? SkipFinalSnapshot { get; set; }
    public string? FinalDBSnapshotIdentifier { get; set; }
    public bool? DeleteAutomatedBackups { get; set; }
}

/// <summary>Answer of <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBCluster.html"/></summary>
public class DeleteDBClusterResponse : AmazonWebServiceResponse
{
    public DBCluster? DBCluster { get; set; }
}
