using System.Text;

namespace AuroraConsole.Sandbox.Tests.Aws;

/// <summary>Signed requests whose bodies are damaged: a refusal or an answer, never a mistake of the sandbox's own.</summary>
public sealed class HostileBodyTests
{
    private static readonly byte[] Cbor = Convert.FromHexString("A3" + "69537461727454696D65" + "C1FB41D9" + "000000000000" + "67456E6454696D65" + "1A6553F100" + "714D657472696344617461517565726965" + "739FA1624964616162FF");

    [Theory]
    [InlineData("query")]
    [InlineData("json")]
    [InlineData("cbor")]
    public async Task A_damaged_body_is_never_an_internal_failure(string protocol)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var whole = protocol switch
        {
            "query" => sandbox.Query("rds", "2014-10-31", "DescribeDBClusters", ("Filters.Filter.1.Name", "engine"), ("Filters.Filter.1.Values.Value.1", "x"), ("MaxRecords", "20")),
            "json" => sandbox.Logs("FilterLogEvents", "{\"logGroupName\":\"a\",\"limit\":5,\"startTime\":1,\"logStreamNames\":[\"x\"],\"filterPattern\":\"?a -b\"}"),
            _ => sandbox.CloudWatch("GetMetricData", "") with
            {
                Url = sandbox.Host.AwsUrl + "/service/GraniteServiceVersion20100801/operation/GetMetricData",
                Body = Cbor,
                Headers = new() { ["smithy-protocol"] = "rpc-v2-cbor", ["Content-Type"] = "application/cbor" },
            },
        };
        var random = new Random(7);
        for (var i = 0; i < 400; i++)
        {
            var body = whole.Body.ToArray();
            for (var changes = random.Next(1, 6); changes > 0; changes--) body[random.Next(body.Length)] = (byte)random.Next(256);
            var sent = random.Next(4) == 0 ? body[..random.Next(body.Length)] : body;
            var answer = await sandbox.SendAsync(whole with { Body = sent });
            Assert.True(answer.Status is >= 200 and < 500, $"{answer.Status} for {Convert.ToHexString(sent)}: {answer.Body}");
        }

        foreach (var deep in new[] { "{\"a\":" + new string('[', 5000), string.Join('.', Enumerable.Repeat("a", 3000)) + "=1&Action=DescribeDBClusters", "{\"a\":1,\"a\":2}" })
            Assert.InRange((await sandbox.SendAsync(whole with { Body = Encoding.UTF8.GetBytes(deep) })).Status, 200, 499);
        Assert.Equal(413, (await sandbox.SendAsync(whole with { Body = new byte[(1 << 20) + 1] })).Status);
    }
}
