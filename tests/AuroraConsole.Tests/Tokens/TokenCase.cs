using System.Globalization;
using System.Text;
using AuroraConsole.Tokens;

namespace AuroraConsole.Tests.Tokens;

/// <summary>One random thing to sign at a moment of its own, the same for the same seed.</summary>
internal sealed record TokenCase(DateTimeOffset At, string Host, int Port, string Region, string User, string AccessKeyId, string SecretAccessKey, string? SessionToken)
{
    private const string Odd = "+@/%&=?#:;,!$'()*[]~-_.\"\\<>|^`{} äßñ日本😀";
    private static readonly string[] Regions = ["us-east-1", "eu-central-1", "ap-southeast-3", "cn-north-1", "us-gov-west-1", "eusc-de-east-1"];
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static IEnumerable<TokenCase> Seeded(int seed, int count)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            yield return new TokenCase(
                Start.AddSeconds(random.Next(40 * 365 * 86_400)),
                Pick(random, ["localhost", "demo.cluster-cabc123.us-east-1.rds.amazonaws.com", $"c{random.Next(1_000_000)}.cluster-ro-x.eu-central-1.rds.amazonaws.com.cn", $"C{random.Next(1_000_000)}.Cluster-X.us-east-1.RDS.amazonaws.com"]),
                // Never 443: botocore and .NET leave the scheme's own port out, and such a token opens nothing.
                Pick(random, [5432, 15433, 1, 65535, random.Next(444, 65536)]),
                Pick(random, Regions),
                Pick(random, ["app_user", "user name", "a+b", "a@b/c%20d", " leading", "trailing ", "it's \"quoted\"", Text(random, 1, 30), Text(random, 1, 30)]),
                "AKIA" + random.Next(1_000_000),
                Text(random, 10, 40),
                random.Next(2) == 0 ? null : Base64(random, random.Next(100, 1500)));
        }
    }

    /// <summary>Our token.</summary>
    public string Ours() => Ours(At);

    /// <summary>Our token at another's moment.</summary>
    public string Ours(DateTimeOffset at) => TokenSignature.Presign(Host, Port, Region, User, AccessKeyId, SecretAccessKey, SessionToken, at);

    /// <summary>A token as what it says: host and port, and each parameter decoded.</summary>
    public static (string HostAndPort, SortedDictionary<string, string> Parameters) Read(string token)
    {
        var cut = token.IndexOf("/?", StringComparison.Ordinal);
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in token[(cut + 2)..].Split('&'))
        {
            var equals = pair.IndexOf('=');
            parameters.Add(Uri.UnescapeDataString(pair[..equals]), Uri.UnescapeDataString(pair[(equals + 1)..]));
        }

        return (token[..cut], parameters);
    }

    /// <summary>The same text for tokens that say the same; the signers order and escape parameters differently.</summary>
    public static string Normal(string token)
    {
        var (hostAndPort, parameters) = Read(token);
        return string.Join('\n', parameters.Select(parameter => $"{parameter.Key}={parameter.Value}").Prepend(hostAndPort));
    }

    public static DateTimeOffset SignedAt(string token) => DateTimeOffset.ParseExact(
        Read(token).Parameters["X-Amz-Date"], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];

    private static string Base64(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return Convert.ToBase64String(bytes);
    }

    private static string Text(Random random, int least, int most)
    {
        var text = new StringBuilder();
        var runes = Odd.EnumerateRunes().ToArray();
        for (var left = random.Next(least, most); left > 0; left--)
            text.Append(random.Next(2) == 0 ? ((char)('a' + random.Next(26))).ToString() : runes[random.Next(runes.Length)].ToString());
        return text.ToString();
    }
}
