using System.Net;
using System.Text;
using Amazon.Runtime;

namespace AuroraConsole.Tests.AwsServices;

/// <summary>One request as it would have gone over the wire.</summary>
sealed record CapturedRequest(HttpMethod Method, string Url, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The form's fields, in the order sent.</summary>
    public IReadOnlyList<string> Form => [.. Text.Split('&').Select(Decode)];

    static string Decode(string field) => Uri.UnescapeDataString(field.Replace('+', ' '));
}

/// <summary>A canned answer.</summary>
sealed record Answer(HttpStatusCode Status, string Body)
{
    public Dictionary<string, string> Headers { get; init; } = [];

    public static Answer Ok(string body) => new(HttpStatusCode.OK, body);
}

/// <summary>Stands where the network is: keeps the exact bytes of each request and answers from a script, the last answer again and again.</summary>
sealed class CapturingHttp(params Answer[] script) : HttpClientFactory
{
    public List<CapturedRequest> Requests { get; } = [];

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(this));

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    sealed class Handler(CapturingHttp owner) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            var headers = request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
                .ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase);
            owner.Requests.Add(new CapturedRequest(request.Method, request.RequestUri!.AbsoluteUri, headers, body));

            var answer = owner.Script[Math.Min(owner.Requests.Count, owner.Script.Length) - 1];
            var message = new HttpResponseMessage(answer.Status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(answer.Body)) };
            foreach (var (name, value) in answer.Headers)
                message.Headers.TryAddWithoutValidation(name, value);
            return message;
        }
    }

    public Answer[] Script { get; set; } = script;
}
