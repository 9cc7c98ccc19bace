using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Tests.Aws;

/// <summary>A raw request signed by hand (Signature Version 4, header form), with every part open to be got wrong.</summary>
internal sealed record SignedRequest
{
    public required string Url { get; init; }
    public required string Service { get; init; }
    public required byte[] Body { get; init; }
    public required Dictionary<string, string> Headers { get; init; }
    public string Key { get; init; } = "SANDBOX";
    public string Secret { get; init; } = "sandbox";
    public string Region { get; init; } = "us-east-1";
    public string? SessionToken { get; init; }
    public DateTimeOffset At { get; init; } = DateTimeOffset.UtcNow;

    /// <summary>Sent instead of <see cref="Body"/>, which is what was signed.</summary>
    public byte[]? SentBody { get; init; }

    /// <summary>Done to the message after signing.</summary>
    public Action<HttpRequestMessage>? Tamper { get; init; }

    public async Task<AwsAnswer> SendAsync(HttpClient http)
    {
        var stamp = At.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{stamp[..8]}/{Region}/{Service}/aws4_request";
        var uri = new Uri(Url);
        var signed = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = uri.Authority, ["x-amz-date"] = stamp };
        foreach (var (name, value) in Headers) signed[name.ToLowerInvariant()] = value;
        if (SessionToken is not null) signed["x-amz-security-token"] = SessionToken;

        var names = string.Join(';', signed.Keys);
        var canonical = $"POST\n{uri.AbsolutePath}\n\n{string.Concat(signed.Select(h => $"{h.Key}:{h.Value}\n"))}\n{names}\n{Hash(Body)}";
        var toSign = $"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(canonical))}";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(SigningKey.Derive(Secret, stamp[..8], Region, Service), Encoding.UTF8.GetBytes(toSign)));

        using var message = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new ByteArrayContent(SentBody ?? Body) };
        foreach (var (name, value) in signed.Where(h => h.Key is not ("host" or "content-type")))
            message.Headers.TryAddWithoutValidation(name, value);
        if (signed.TryGetValue("content-type", out var type)) message.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        message.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential={Key}/{scope}, SignedHeaders={names}, Signature={signature}");
        Tamper?.Invoke(message);
        using var response = await http.SendAsync(message);
        return new AwsAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.TryGetValues("x-amzn-query-error", out var error) ? error.Single() : null);
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
