namespace AuroraConsole.Sandbox.Account;

/// <summary>The account refuses a request, in AWS's own terms. Nothing was changed.</summary>
/// <param name="code">AWS's error code as the Query protocol spells it (<c>DBClusterNotFoundFault</c>).</param>
/// <param name="message">AWS's sentence.</param>
/// <param name="status">HTTP status of the answer.</param>
public sealed class AwsRefusalException(string code, string message, int status = 400) : Exception(message)
{
    /// <summary>AWS's error code as the Query protocol spells it.</summary>
    public string Code { get; } = code;

    /// <summary>HTTP status of the answer.</summary>
    public int Status { get; } = status;
}
