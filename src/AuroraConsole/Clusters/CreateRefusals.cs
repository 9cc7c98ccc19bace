using Amazon.Runtime;
using AuroraConsole.Aws;
using AuroraConsole.Shared;

namespace AuroraConsole.Clusters;

/// <summary>Why AWS did not create a cluster, in words; the field it concerns where there is one.</summary>
public static class CreateRefusals
{
    /// <summary>The name is in use.</summary>
    public static Problem Taken(ClusterOrder order) => new(
        $"{order.Region} already has a cluster named {order.Id}. Choose another name; the rest of the form is kept.", "DBClusterAlreadyExistsFault", StatusCodes.Status409Conflict, "id");

    /// <summary>The explanation, or <c>null</c> when the exception is neither AWS's nor the network's.</summary>
    public static Problem? Explain(Exception error, ClusterOrder order) => error is AmazonServiceException { ErrorCode: { } code } refusal && FromCode(code, refusal.Message, order) is { } problem
        ? problem
        : AwsProblems.Explain(error);

    private static Problem? FromCode(string code, string message, ClusterOrder order) => code switch
    {
        "DBClusterAlreadyExistsFault" => Taken(order),
        "DBClusterQuotaExceededFault" =>
            new($"The account has as many clusters in {order.Region} as its quota allows. Delete one, choose another region, or ask AWS for more under Service Quotas.", code, Field: "region"),
        "InstanceQuotaExceeded" or "InstanceQuotaExceededFault" =>
            new($"The account has as many instances in {order.Region} as its quota allows, and the cluster needs one. Delete one, or ask AWS for more under Service Quotas.", code, Field: "region"),
        "StorageQuotaExceeded" or "StorageQuotaExceededFault" =>
            new($"The account's storage quota in {order.Region} is used up. Delete what is not needed, or ask AWS for more under Service Quotas.", code, Field: "region"),
        "InsufficientStorageClusterCapacity" or "InsufficientStorageClusterCapacityFault" or "InsufficientDBInstanceCapacity" =>
            new($"AWS has no room for the cluster in {order.Region} just now. Try again in some minutes, or choose another region.", code, StatusCodes.Status503ServiceUnavailable, "region"),
        "FreeTierRestrictionError" =>
            new($"The account's free plan does not allow this: at most 2 clusters with 4 ACU each, created with the express configuration. AWS says: {message}", code, Field: "maxAcu"),
        "InvalidParameterCombination" => new($"AWS does not take these settings together with the express configuration. AWS says: {message}", code),
        "InvalidParameterValue" => new($"AWS does not take one of the values. AWS says: {message}", code, Field: FieldOf(message)),
        "AccessDenied" or "AccessDeniedException" or "UnauthorizedOperation" =>
            new($"The signing identity may not create express clusters. It needs rds:CreateDBCluster, rds:CreateDBInstance, rds:EnableInternetAccessGateway, ec2:DescribeAvailabilityZones and iam:CreateServiceLinkedRole. AWS says: {message}", code, StatusCodes.Status403Forbidden),
        _ => null,
    };

    // Only where the message names what the form also has.
    private static string? FieldOf(string message) => message switch
    {
        _ when message.Contains("DBClusterIdentifier", StringComparison.OrdinalIgnoreCase) || message.Contains("identifier", StringComparison.OrdinalIgnoreCase) => "id",
        _ when message.Contains("MinCapacity", StringComparison.OrdinalIgnoreCase) => "minAcu",
        _ when message.Contains("capacity", StringComparison.OrdinalIgnoreCase) || message.Contains("ACU", StringComparison.Ordinal) => "maxAcu",
        _ when message.Contains("tag", StringComparison.OrdinalIgnoreCase) => "tags",
        _ => null,
    };
}
