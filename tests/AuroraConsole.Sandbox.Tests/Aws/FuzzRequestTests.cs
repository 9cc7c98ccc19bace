using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AuroraConsole.Sandbox.Aws;
using Xunit.Abstractions;

namespace AuroraConsole.Sandbox.Tests.Aws;

/// <summary>Well-signed requests to every operation with parameters nobody would send: an answer or a refusal, never a mistake of the sandbox's own.</summary>
public sealed partial class FuzzRequestTests(ITestOutputHelper output)
{
    private const int Seed = 20261125;
    private const int CasesAnOperation = 500;

    // Names and values that some operation knows: every plain word that the sandbox's own code holds.
    private static readonly string[] Words = ReadWords();

    private static readonly string[] Numbers = ["0", "-1", "1", "20", "100", "101", "2147483648", "-9223372036854775808", "9223372036854775808", "1e308", "-99999999999", "99999999999", "0.5", "-62135596801", "253402300800"];

    private static readonly string[] Texts =
    [
        "", " ", "demo", "*", "NaN", "Infinity", "true", "null", "2026-11-25T12:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:01Z", "0001-01-01T00:00:00+14:00", "a\u0000b", "<a&b>\u0001", "\uFFFF", "%", "{", "[", "((((((((", "?\"", "-", new string('x', 5_000),
        "arn:aws:rds:us-east-1:000000000000:cluster:demo", "arn:::::", "/aws/rds/cluster/demo/iam-db-auth-error", "m1+m2/0", "((m1", "SEARCH('{', 'Average')", "{\"Version\":\"2012-10-17\",\"Statement\":[{}]}",
    ];

    [Fact]
    public async Task No_parameter_of_any_operation_is_an_internal_failure()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.UntilAsync("demo", "available");
        ApiService[] services = [RdsService.Create(sandbox.Account), CloudWatchService.Create(sandbox.Account), LogsService.Create(sandbox.Account), StsService.Create(sandbox.Account)];
        var (answered, refused) = (0, 0);
        var failures = new List<string>();
        foreach (var service in services)
        {
            foreach (var operation in service.Operations.Keys)
            {
                for (var i = 0; i < CasesAnOperation; i++)
                {
                    var random = new Random(HashCode(Seed + i, operation));
                    var request = Request(random, sandbox, service, operation);
                    var answer = await sandbox.SendAsync(request);
                    if (answer.Status is < 200 or >= 500) failures.Add($"{operation}, case {i} of seed {Seed}: {answer.Status} {sandbox.Log.Errors.Last()}");
                    _ = answer.Status == 200 ? answered++ : refused++;
                }
            }
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(10)));
        output.WriteLine($"{Words.Length} words; {answered} answered, {refused} refused");
        Assert.True(answered > 100 && refused > 100, $"{answered} answered, {refused} refused");
    }

    [Theory]
    [InlineData("-99999999999")]
    [InlineData("0001-01-01T00:00:01Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    [InlineData("NaN")]
    public async Task A_time_at_the_calendar_s_end_is_refused(string time)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        Assert.Equal("MalformedInput", (await sandbox.RdsAsync("DescribeEvents", ("EndTime", time))).Code);
    }

    [Theory]
    [InlineData((byte)0x9F)]
    [InlineData((byte)0xBF)]
    [InlineData((byte)0x7F)]
    [InlineData((byte)0xC1)]
    [InlineData((byte)0x81)]
    public async Task CBOR_is_not_followed_deeper_than_the_stack(byte opening)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        foreach (var prefix in new byte[][] { [], [0xA1], [0xA1, 0x61, 0x61] })
        {
            byte[] body = [.. prefix, .. Enumerable.Repeat(opening, 500_000)];
            Assert.Equal(400, (await sandbox.SendAsync(Cbor(sandbox, "GetMetricData", body))).Status);
        }
    }

    [Fact]
    public async Task Headers_beyond_measure_and_bodies_that_never_come_hold_nobody_up()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var url = new Uri(sandbox.Host.AwsUrl);
        using var large = await RawAsync(url, $"POST / HTTP/1.1\r\nHost: {url.Authority}\r\nX-Amz-Target: {new string('x', 40_000)}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 431", await new StreamReader(large.GetStream()).ReadLineAsync());
        using var many = await RawAsync(url, $"POST / HTTP/1.1\r\nHost: {url.Authority}\r\n{string.Concat(Enumerable.Range(0, 150).Select(i => $"a{i}: 1\r\n"))}\r\n");
        Assert.StartsWith("HTTP/1.1 431", await new StreamReader(many.GetStream()).ReadLineAsync());

        var slow = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 200; i++) slow.Add(await RawAsync(url, $"POST / HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Length: 1000\r\n\r\nAction="));
            (await sandbox.RdsAsync("DescribeDBClusters")).Ok();
            // Kestrel's least rate, after a grace of five seconds.
            Assert.StartsWith("HTTP/1.1 408", await new StreamReader(slow[0].GetStream()).ReadLineAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token));
        }
        finally
        {
            slow.ForEach(client => client.Dispose());
        }
    }

    private static async Task<TcpClient> RawAsync(Uri url, string text)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, url.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
        return client;
    }

    private static SignedRequest Request(Random random, RunningSandbox sandbox, ApiService service, string operation)
    {
        if (service.Target is null || random.Next(4) == 0)
        {
            var parameters = Enumerable.Range(0, random.Next(random.Next(2) == 0 ? 8 : 60)).Select(_ => Words[random.Next(Words.Length)])
                .Where(name => name is not "Action" and not "Version").Distinct().Select(name => (Path(random, name), Value(random, name))).ToArray();
            return sandbox.Query(service.SigningName, service.Version, operation, parameters);
        }
        var tree = Tree(random, 0);
        if (service.SigningName == "monitoring" && random.Next(2) == 0) return Cbor(sandbox, operation, CborOf(tree));
        var json = tree.ToJsonString();
        return service.SigningName == "logs" ? sandbox.Logs(operation, json) : sandbox.CloudWatch(operation, json);
    }

    private static SignedRequest Cbor(RunningSandbox sandbox, string operation, byte[] body) => sandbox.CloudWatch(operation, "") with
    {
        Url = sandbox.Host.AwsUrl + "/service/GraniteServiceVersion20100801/operation/" + operation,
        Body = body,
        Headers = new() { ["smithy-protocol"] = "rpc-v2-cbor", ["Content-Type"] = "application/cbor" },
    };

    private static string Path(Random random, string name)
    {
        var path = name;
        for (var depth = random.Next(3); depth > 0; depth--) path += "." + (random.Next(2) == 0 ? "member." : "") + Numbers[random.Next(3) == 0 ? random.Next(Numbers.Length) : 2] + (random.Next(2) == 0 ? "" : "." + Words[random.Next(Words.Length)]);
        return path;
    }

    // Most often of the kind that the name promises: what is refused for its kind is not looked at any further.
    private static string Value(Random random, string name) => random.Next(4) switch
    {
        0 => Texts[random.Next(Texts.Length)],
        1 => Words[random.Next(Words.Length)],
        _ => NumberName().IsMatch(name) ? Numbers[random.Next(Numbers.Length)] : Texts[random.Next(Texts.Length)],
    };

    private static JsonObject Tree(Random random, int depth)
    {
        var tree = new JsonObject();
        for (var left = random.Next(1, depth == 0 && random.Next(2) == 0 ? 60 : 9); left > 0; left--)
        {
            var name = Words[random.Next(Words.Length)];
            tree[name] = Node(random, name, depth + 1);
        }
        return tree;
    }

    private static JsonNode? Node(Random random, string name, int depth) => random.Next(8) switch
    {
        0 => null,
        1 => JsonValue.Create(random.Next(2) == 0),
        _ when NumberName().IsMatch(name) => JsonNode.Parse(Numbers[random.Next(Numbers.Length)]),
        2 or 3 when depth < 4 => Tree(random, depth),
        _ when name.EndsWith('s') && depth < 4 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Node(random, "", depth + 1))]),
        _ => JsonValue.Create(Value(random, name)),
    };

    private static byte[] CborOf(JsonNode? node)
    {
        return node switch
        {
            null => [0xF6],
            JsonObject tree => [0xBF, .. tree.SelectMany(member => (byte[])[.. Text(member.Key), .. CborOf(member.Value)]), 0xFF],
            JsonArray list => [0x9F, .. list.SelectMany(CborOf), 0xFF],
            _ when node.GetValueKind() == System.Text.Json.JsonValueKind.True => [0xF5],
            _ when node.GetValueKind() == System.Text.Json.JsonValueKind.False => [0xF4],
            // As the clients write times; half of them no number at all.
            _ when node.GetValueKind() == System.Text.Json.JsonValueKind.Number && double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture) is var number
                => [0xC1, 0xFB, .. BitConverter.GetBytes(number == 0.5 ? double.NaN : number > 1e300 ? double.PositiveInfinity : number).Reverse()],
            _ => Text(node.ToString()),
        };

        static byte[] Text(string text) => [0x7A, .. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)).Reverse(), .. Encoding.UTF8.GetBytes(text)];
    }

    private static string[] ReadWords()
    {
        using var assembly = new PEReader(File.OpenRead(typeof(ApiService).Assembly.Location));
        var metadata = assembly.GetMetadataReader();
        var words = new SortedSet<string>(StringComparer.Ordinal);
        for (var handle = MetadataTokens.UserStringHandle(1); !handle.IsNil; handle = metadata.GetNextHandle(handle)) words.Add(metadata.GetUserString(handle));
        return [.. words.Where(word => Word().IsMatch(word))];
    }

    // The same in every process, unlike string.GetHashCode.
    private static int HashCode(int seed, string text) => text.Aggregate(seed, (hash, letter) => unchecked(hash * 31 + letter));

    [GeneratedRegex("(Time|Date|Period|Seconds|Records|Capacity|Retention|RetentionPeriod|Port|Threshold|Datapoints|Periods|Minutes|[Ll]imit|Duration)$")]
    private static partial Regex NumberName();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9-]{2,40}$")]
    private static partial Regex Word();
}
