using System.Net;
using System.Reflection;
using Amazon.Runtime;

namespace AuroraConsole.AwsServices;

/// <summary>The exceptions of a service by the codes they travel under: every class with <see cref="WireCodeAttribute"/> below the service's base exception.</summary>
sealed class FaultTable(Type baseException)
{
    readonly Dictionary<string, Type> byCode = (
        from type in baseException.Assembly.GetTypes()
        where type.IsSubclassOf(baseException)
        from code in type.GetCustomAttribute<WireCodeAttribute>()?.Codes ?? []
        select (code, type)).ToDictionary(x => x.code, x => x.type);

    /// <summary>The exception for an error answer; the service's base exception, with the code, where the code is not modelled.</summary>
    public AmazonServiceException Create(WireError error, Exception? cause, HttpStatusCode status)
    {
        var type = error.Code is not null && byCode.TryGetValue(error.Code, out var modelled) ? modelled : baseException;
        // The official clients go on "… and HTTP Body: " here; the body may hold what must not reach a log.
        var message = error.Message is { Length: > 0 } said ? said : "The service returned an error with Error Code " + error.Code;
        return (AmazonServiceException)Activator.CreateInstance(
            type, message, cause, error.Sender, error.Code, error.RequestId, status)!;
    }
}
