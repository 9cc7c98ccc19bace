using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AuroraConsole.Sandbox.Account;
using Microsoft.Extensions.Primitives;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>The <c>Authorization</c> header of Signature Version 4, verified against the request as it arrived.</summary>
/// <param name="AccessKeyId">Whose key is said to have signed.</param>
/// <param name="Date">Day of the scope, <c>yyyymmdd</c>.</param>
/// <param name="Region">Region of the scope.</param>
/// <param name="Service">Service of the scope.</param>
/// <param name="SignedHeaders">Lower-case names, in the order of the header.</param>
/// <param name="Signature">64 hexadecimal digits.</param>
public sealed record RequestSignature(string AccessKeyId, string Date, string Region, string Service, IReadOnlyList<string> SignedHeaders, string Signature)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(15);

    /// <summary>Takes the header apart.</summary>
    /// <exception cref="AwsRefusalException">Absent (<c>MissingAuthenticationToken</c>) or malformed (<c>IncompleteSignature</c>).</exception>
    public static RequestSignature Parse(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length == 0)
            throw new AwsRefusalException("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
        if (!header.StartsWith(Algorithm + " ", StringComparison.Ordinal))
            throw Incomplete("Unsupported AWS 'algorithm': the sandbox verifies " + Algorithm + ".");

        var parts = new Dictionary<string, string>();
        foreach (var part in header[Algorithm.Length..].Split(','))
        {
            var equals = part.IndexOf('=');
            if (equals > 0)
                parts[part[..equals].Trim()] = part[(equals + 1)..].Trim();
        }

        foreach (var needed in new[] { "Credential", "SignedHeaders", "Signature" })
        {
            if (!parts.ContainsKey(needed))
                throw Incomplete($"Authorization header requires '{needed}' parameter.");
        }

        var scope = parts["Credential"].Split('/');
        if (scope is not [{ Length: > 0 } key, { Length: 8 } date, var region, var service, "aws4_request"])
            throw Incomplete("Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.");
        if (region.Length is 0 or > 40 || region.Any(c => !(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')))
            throw Incomplete("Credential should be scoped to a valid region.");
        return new(key, date, region, service, parts["SignedHeaders"].Split(';'), parts["Signature"]);
    }

    /// <summary>Checks key, session token, time and signature.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">Its body.</param>
    /// <param name="iam">Who the keys are.</param>
    /// <param name="now">Real time: a signature's age is not moved by <c>/_sandbox/clock</c>, which no client could follow.</param>
    /// <param name="sandboxNow">The sandbox's time, which temporary credentials expire by.</param>
    /// <exception cref="AwsRefusalException">As AWS names what is wrong.</exception>
    public IamCredential Verify(HttpRequest request, byte[] body, IamPolicies iam, DateTimeOffset now, DateTimeOffset sandboxNow)
    {
        if (iam.Find(AccessKeyId) is not { } credential)
            throw new AwsRefusalException("InvalidClientTokenId", "The security token included in the request is invalid.", 403);
        CheckSessionToken(request, credential, sandboxNow);

        var (stamp, time) = TimeOf(request);
        if (!stamp.StartsWith(Date, StringComparison.Ordinal))
            throw Mismatch($"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{Date}' != '{stamp}', from '{stamp}'.");
        if (time < now - Skew)
            throw Mismatch($"Signature expired: {stamp} is now earlier than {Stamp(now - Skew)} ({Stamp(now)} - 15 min.)");
        if (time > now + Skew)
            throw Mismatch($"Signature not yet current: {stamp} is still later than {Stamp(now + Skew)} ({Stamp(now)} + 15 min.)");
        if (!SignedHeaders.Contains("host"))
            throw Mismatch("'Host' must be a 'SignedHeader' in the AWS Authorization.");

        var toSign = $"{Algorithm}\n{stamp}\n{Date}/{Region}/{Service}/aws4_request\n{Hash(Encoding.UTF8.GetBytes(CanonicalRequest(request, body)))}";
        var signature = HMACSHA256.HashData(SigningKey.Derive(credential.SecretAccessKey, Date, Region, Service), Encoding.UTF8.GetBytes(toSign));
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(signature)), Encoding.ASCII.GetBytes(Signature)))
        {
            throw Mismatch("The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.");
        }

        return credential;
    }

    private static void CheckSessionToken(HttpRequest request, IamCredential credential, DateTimeOffset now)
    {
        var token = request.Headers["X-Amz-Security-Token"].ToString();
        if (token != (credential.SessionToken ?? ""))
            throw new AwsRefusalException("InvalidClientTokenId", "The security token included in the request is invalid.", 403);
        if (credential.ExpiresAt <= now)
            throw new AwsRefusalException("ExpiredToken", "The security token included in the request is expired", 403);
    }

    private static (string Stamp, DateTimeOffset Time) TimeOf(HttpRequest request)
    {
        var stamp = request.Headers["X-Amz-Date"].ToString();
        if (stamp.Length > 0)
        {
            return DateTimeOffset.TryParseExact(stamp, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? (stamp, time)
                : throw Incomplete($"Date must be in ISO-8601 'basic format'. Got '{stamp}'.");
        }

        return DateTimeOffset.TryParseExact(request.Headers.Date.ToString(), "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? (Stamp(date), date)
            : throw Incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
    }

    private string CanonicalRequest(HttpRequest request, byte[] body)
    {
        var canonical = new StringBuilder()
            .Append(request.Method).Append('\n')
            .Append(CanonicalPath(request)).Append('\n')
            .Append(CanonicalQuery(request)).Append('\n');
        foreach (var name in SignedHeaders)
            canonical.Append(name).Append(':').Append(HeaderValue(request, name)).Append('\n');
        return canonical.Append('\n').AppendJoin(';', SignedHeaders).Append('\n').Append(Hash(body)).ToString();
    }

    // Every service but S3 encodes the path once more than it is on the wire.
    private static string CanonicalPath(HttpRequest request)
    {
        var path = (request.PathBase + request.Path).ToUriComponent();
        return path.Length == 0 ? "/" : string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
    }

    private static string CanonicalQuery(HttpRequest request) => string.Join('&', request.Query
        .SelectMany(q => q.Value, (q, value) => (Name: Uri.EscapeDataString(q.Key), Value: Uri.EscapeDataString(value ?? "")))
        .OrderBy(q => q.Name, StringComparer.Ordinal).ThenBy(q => q.Value, StringComparer.Ordinal)
        .Select(q => $"{q.Name}={q.Value}"));

    private static string HeaderValue(HttpRequest request, string name)
    {
        StringValues values = request.Headers[name];
        return string.Join(',', values.Select(v => string.Join(' ', (v ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))));
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static AwsRefusalException Incomplete(string message) => new("IncompleteSignature", message);

    private static AwsRefusalException Mismatch(string message) => new("SignatureDoesNotMatch", message, 403);
}
