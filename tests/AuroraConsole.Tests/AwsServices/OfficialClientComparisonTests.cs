using System.Collections;
using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken;
using AuroraConsole.Tests.AwsServices.Sts;

namespace AuroraConsole.Tests.AwsServices;

/// <summary>The engine against the official AWSSDK.SecurityToken: the same random requests, answers and errors through both.</summary>
public sealed class OfficialClientComparisonTests : IDisposable
{
    const int CasesPerSeed = 1000;

    static readonly string[] Operations =
        ["AssumeRole", "AssumeRoot", "GetCallerIdentity", "GetFederationToken", "GetSessionToken", "GetWebIdentityToken"];

    static readonly SessionAWSCredentials Credentials = new("AKIDEXAMPLE", "secret", "session/token+=");

    readonly CapturingHttp ourHttp = new();
    readonly CapturingHttp theirHttp = new();
    readonly StsClient ours;
    readonly AmazonSecurityTokenServiceClient theirs;

    public OfficialClientComparisonTests()
    {
        ours = new(Credentials, Configure(new StsConfig(), ourHttp));
        theirs = new(Credentials, Configure(new AmazonSecurityTokenServiceConfig(), theirHttp));
    }

    public void Dispose()
    {
        ours.Dispose();
        theirs.Dispose();
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task Requests_are_byte_for_byte_the_official_clients(int seed)
    {
        var random = new RandomSts(seed);
        for (var i = 0; i < CasesPerSeed; i++)
        {
            var operation = random.Pick(Operations);
            ourHttp.Script = theirHttp.Script = [Answer.Ok($"<{operation}Response><{operation}Result/></{operation}Response>")];
            var request = random.Instance(OurType(operation + "Request"));

            await Call(ours, operation, request);
            await Call(theirs, operation, Translate(request, TheirType(operation + "Request")));

            var (sent, expected) = (ourHttp.Requests[^1], theirHttp.Requests[^1]);
            Assert.Equal(expected.Text, sent.Text);
            Assert.Equal(expected.Body, sent.Body);
            Assert.Equal((expected.Method, expected.Url), (sent.Method, sent.Url));
            Assert.Equal(StableHeaders(expected), StableHeaders(sent));
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task Answers_are_read_to_the_official_clients_values(int seed)
    {
        var random = new RandomSts(seed);
        for (var i = 0; i < CasesPerSeed; i++)
        {
            var operation = random.Pick(Operations);
            var answer = random.Answer(operation, OurType(operation + "Response"));
            ourHttp.Script = theirHttp.Script = [Answer.Ok(answer)];

            var read = await Call(ours, operation, Activator.CreateInstance(OurType(operation + "Request"))!);
            var expected = await Call(theirs, operation, Activator.CreateInstance(TheirType(operation + "Request"))!);

            AssertSame(expected, read, answer);
            var (theirMetadata, ourMetadata) = (((AmazonWebServiceResponse)expected).ResponseMetadata, ((AmazonWebServiceResponse)read).ResponseMetadata);
            Assert.Equal(theirMetadata.RequestId, ourMetadata.RequestId);
            Assert.Equal(((AmazonWebServiceResponse)expected).HttpStatusCode, ((AmazonWebServiceResponse)read).HttpStatusCode);
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task Errors_are_thrown_as_by_the_official_client(int seed)
    {
        var random = new RandomSts(seed);
        for (var i = 0; i < CasesPerSeed; i++)
        {
            ourHttp.Script = theirHttp.Script = [random.Error()];

            var thrown = await Assert.ThrowsAnyAsync<StsException>(() => Call(ours, "AssumeRole", new AssumeRoleRequest()));
            var expected = await Assert.ThrowsAnyAsync<AmazonSecurityTokenServiceException>(
                () => Call(theirs, "AssumeRole", new Amazon.SecurityToken.Model.AssumeRoleRequest()));

            var expectedName = expected.GetType() == typeof(AmazonSecurityTokenServiceException) ? nameof(StsException) : expected.GetType().Name;
            Assert.Equal(expectedName, thrown.GetType().Name);
            Assert.Equal(
                (expected.ErrorCode, expected.ErrorType, expected.RequestId, expected.StatusCode),
                (thrown.ErrorCode, thrown.ErrorType, thrown.RequestId, thrown.StatusCode));
            // Where the service says nothing, the official client repeats the whole body; the engine does not.
            var withoutBody = expected.Message.Split(" and HTTP Body: ")[0];
            Assert.Equal(withoutBody, thrown.Message);
        }
    }

    public static TheoryData<int> Seeds => [20261, 20262, 20263, 20264];

    static T Configure<T>(T config, CapturingHttp http) where T : ClientConfig
    {
        config.RegionEndpoint = RegionEndpoint.EUWest1;
        config.HttpClientFactory = http;
        config.MaxErrorRetry = 0;
        return config;
    }

    static Type OurType(string name) => typeof(StsClient).Assembly.GetType($"{typeof(StsClient).Namespace}.{name}", throwOnError: true)!;

    static Type TheirType(string name) =>
        typeof(AmazonSecurityTokenServiceClient).Assembly.GetType("Amazon.SecurityToken.Model." + name, throwOnError: true)!;

    static async Task<object> Call(object client, string operation, object request)
    {
        var method = client.GetType().GetMethods().Single(m =>
            m.Name == operation + "Async" && m.GetParameters().FirstOrDefault()?.ParameterType == request.GetType());
        object?[] arguments = method.GetParameters().Length == 1 ? [request] : [request, CancellationToken.None];
        var task = (Task)method.Invoke(client, arguments)!;
        await task;
        return task.GetType().GetProperty("Result")!.GetValue(task)!;
    }

    /// <summary>The same values in the official client's classes.</summary>
    static object Translate(object source, Type target)
    {
        var copy = Activator.CreateInstance(target)!;
        foreach (var member in RandomSts.Members(source.GetType()))
        {
            var to = target.GetProperty(member.Name)!;
            var value = member.GetValue(source);
            to.SetValue(copy, value switch
            {
                null or string or int or DateTime => value,
                IList list => TranslateList(list, to.PropertyType),
                _ => Translate(value, to.PropertyType),
            });
        }
        return copy;
    }

    static IList TranslateList(IList source, Type target)
    {
        var list = (IList)Activator.CreateInstance(target)!;
        foreach (var item in source)
            list.Add(item is string ? item : Translate(item!, target.GetGenericArguments()[0]));
        return list;
    }

    static void AssertSame(object expected, object actual, string answer)
    {
        foreach (var member in RandomSts.Members(actual.GetType()))
        {
            var theirs = expected.GetType().GetProperty(member.Name)!.GetValue(expected);
            var ours = member.GetValue(actual);
            if (theirs is null || ours is null || theirs is string or int)
                Assert.True(Equals(theirs, ours), $"{member.Name} should be [{theirs ?? "null"}] but is [{ours ?? "null"}] in {answer}");
            else if (theirs is DateTime time)
                Assert.Equal((time, DateTimeKind.Utc), ((DateTime)ours, ((DateTime)ours).Kind));
            else
                AssertSame(theirs, ours, answer);
        }
    }

    // All that does not change from call to call; of the signature, what it was made for and over which headers.
    static IEnumerable<string> StableHeaders(CapturedRequest request) =>
        from header in request.Headers
        where header.Key is not ("User-Agent" or "x-amz-user-agent" or "amz-sdk-invocation-id" or "X-Amz-Date")
        let value = header.Key == "Authorization" ? header.Value[(header.Value.IndexOf('/') + 9)..header.Value.IndexOf(", Signature=")] : header.Value
        orderby header.Key
        select $"{header.Key}: {value}";
}
