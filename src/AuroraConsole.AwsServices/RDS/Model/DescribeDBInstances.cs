using Amazon.Runtime;
using AuroraConsole.AwsServices;

namespace Amazon.RDS.Model;

/// <summary>Request of <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html"/></summary>
public class DescribeDBInstancesRequest : AmazonRDSRequest
{
    public string? DBInstanceIdentifier { get; set; }
    [ItemName("Filter")] public List<Filter>? Filters { get; set; }
    public int? MaxRecords { get; set; }
    public string? Marker { get; set; }
}

/// <summary>Answer of <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html"/></summary>
public class DescribeDBInstancesResponse : AmazonWebServiceResponse
{
    public string? Marker { get; set; }
    [ItemName("DBInstance")] public List<DBInstance>? DBInstances { get; set; }
}
