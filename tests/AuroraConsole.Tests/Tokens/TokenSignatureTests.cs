using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;
using Amazon.SecurityToken;

namespace AuroraConsole.Tests.Tokens;

public sealed class TokenSignatureTests
{
    private static readonly AmazonSecurityTokenServiceConfig Config = new();
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    [Fact]
    public void A_known_token_comes_out_the_same_forever()
    {
        // Computed once with botocore's RequestSigner at this moment.
        var at = new DateTimeOffset(2026, 3, 25, 12, 0, 0, TimeSpan.Zero);
        var plain = new TokenCase("demo.cluster-cabc123.us-east-1.rds.amazonaws.com", 5432, "us-east-1", "app_user", "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null);
        Assert.Equal("cbd43a673f6da458b2cddedacea8dc4999bf567ae9c07ba2bd98a39b2bb81e56", TokenCase.Read(plain.Ours(at)).Parameters["X-Amz-Signature"]);
        var odd = plain with { User = "a+b @/%ß", SessionToken = "IQoJb3JpZ2luX2VjEA//+==" };
        Assert.Equal("a4493a05e27ae7f961ace4963aa17d7d3b41d12a7a0b1d734e77aa45c19121a0", TokenCase.Read(odd.Ours(at)).Parameters["X-Amz-Signature"]);
    }

    [Fact]
    public void Tokens_are_those_of_the_SDKs_own_signer()
    {
        foreach (var sample in TokenCase.Seeded(seed: 20260325, count: 3000))
        {
            var official = SignedByTheSdk(sample);
            Assert.Equal(TokenCase.Normal(official), TokenCase.Normal(sample.Ours(TokenCase.SignedAt(official))));
        }
    }

    [Fact]
    [Trait("Category", "ClientMatrix")]
    public async Task Tokens_are_those_of_the_JavaScript_signer()
    {
        // Fewer than for the SDK: node is started once, but each case is an await.
        var samples = TokenCase.Seeded(seed: 7, count: 300).ToList();
        var officials = await SignedByJavaScriptAsync(samples);
        Assert.Equal(samples.Count, officials.Length);
        foreach (var (sample, official) in samples.Zip(officials))
            Assert.Equal(TokenCase.Normal(official), TokenCase.Normal(sample.Ours(TokenCase.SignedAt(official))));
    }

    [Theory]
    [InlineData("Host.Example")]
    [InlineData("HOST.example")]
    public void The_host_is_signed_in_lower_case_with_its_port(string host)
    {
        var sample = TokenCase.Seeded(1, 1).Single() with { Host = host, Port = 16301 };
        var token = sample.Ours(DateTimeOffset.UnixEpoch);
        Assert.StartsWith("host.example:16301/?", token);
        Assert.Equal(token, (sample with { Host = "host.example" }).Ours(DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void Each_part_of_what_is_signed_changes_the_signature()
    {
        var sample = TokenCase.Seeded(3, 1).Single();
        var at = DateTimeOffset.UnixEpoch;
        var tokens = new[]
        {
            sample.Ours(at), (sample with { Host = "other" }).Ours(at), (sample with { Port = sample.Port ^ 1 }).Ours(at), (sample with { Region = "xx-test-1" }).Ours(at),
            (sample with { User = sample.User + " " }).Ours(at), (sample with { SecretAccessKey = "x" }).Ours(at), sample.Ours(at.AddSeconds(1)),
        };
        Assert.Equal(tokens.Length, tokens.Select(token => TokenCase.Read(token).Parameters["X-Amz-Signature"]).Distinct().Count());
    }

    // What RDSAuthTokenGenerator of AWSSDK.RDS does, on AWSSDK.Core's signer, but for its trimming of the user.
    private static string SignedByTheSdk(TokenCase sample)
    {
        var request = new DefaultRequest(new NothingRequest(), "rds") { UseQueryString = true, HttpMethod = "GET", Endpoint = new UriBuilder("https", sample.Host, sample.Port).Uri };
        request.Parameters.Add("X-Amz-Expires", "900");
        request.Parameters.Add("DBUser", sample.User);
        request.Parameters.Add("Action", "connect");
        if (sample.SessionToken is not null)
            request.Parameters.Add("X-Amz-Security-Token", sample.SessionToken);
        var signed = AWS4PreSignedUrlSigner.SignRequest(request, Config, new RequestMetrics(), sample.AccessKeyId, sample.SecretAccessKey, "rds-db", sample.Region);
        return $"{AmazonServiceClient.ComposeUrl(request).AbsoluteUri["https://".Length..]}&{signed.ForQueryParameters}";
    }

    private static async Task<string[]> SignedByJavaScriptAsync(IReadOnlyList<TokenCase> samples)
    {
        var folder = ClientsFolder();
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "@aws-sdk", "rds-signer")))
            await RunAsync(folder, "", "npm", "ci", "--no-audit", "--no-fund");
        return JsonSerializer.Deserialize<string[]>(await RunAsync(folder, JsonSerializer.Serialize(samples, Json), "node", "rds-signer.mjs"))!;
    }

    private static string ClientsFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AuroraConsole.sln")))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, "tests", "clients");
    }

    private static async Task<string> RunAsync(string folder, string input, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, $"{program} {arguments[0]} ended with {process.ExitCode}: {await error}");
        return await output;
    }

    private sealed class NothingRequest : AmazonWebServiceRequest;
}
