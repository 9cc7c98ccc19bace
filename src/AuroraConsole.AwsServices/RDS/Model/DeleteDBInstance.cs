using Amazon.Runtime;

namespace Amazon.RDS.Model;

/// <summary>Request of <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html"/></summary>
public class DeleteDBInstanceRequest : AmazonRDSRequest
{
    public string? DBInstanceIdentifier { get; set; }
    public bool? SkipFinalSnapshot { get; set; }
    public string? FinalDBSnapshotIdentifier { get; set; }
    public bool? DeleteAutomatedBackups { get; set; }
}

/// <summary>Answer of <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html"/></summary>
public class DeleteDBInstanceResponse : AmazonWebServiceResponse
{
    public DBInstance? DBInstance { get; set; }
}
