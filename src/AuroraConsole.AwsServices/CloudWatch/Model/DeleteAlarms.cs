using Amazon.Runtime;

namespace Amazon.CloudWatch.Model;

/// <summary>Request of <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html"/></summary>
public class DeleteAlarmsRequest : AmazonCloudWatchRequest
{
    public List<string>? AlarmNames { get; set; }
}

/// <summary>Answer of <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html"/></summary>
public class DeleteAlarmsResponse : AmazonWebServiceResponse;
