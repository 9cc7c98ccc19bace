using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;
using Amazon.SecurityToken;

namespace AuroraConsole.Tests.Tokens;

public sealed class TokenSignatureTests
{
    private static readonly AmazonSecurityTokenServiceConfig Config = new();

    [Fact]
    public void A_known_token_comes_out_the_same_forever()
    {
        // Computed once with botocore's RequestSigner at this moment.
        var at = new DateTimeOffset(2026, 3, 25, 12, 0, 0, TimeSpan.Zero);
        var plain = new TokenCase(at, "demo.cluster-cabc123.us-east-1.rds.amazonaws.com", 5432, "us-east-1", "app_user", "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null);
        Assert.Equal("cbd43a673f6da458b2cddedacea8dc4999bf567ae9c07ba2bd98a39b2bb81e56", TokenCase.Read(plain.Ours()).Parameters["X-Amz-Signature"]);
        var odd = plain with { User = "a+b @/%ß", SessionToken = "IQoJb3JpZ2luX2VjEA//+==" };
        Assert.Equal("a4493a05e27ae7f961ace4963aa17d7d3b41d12a7a0b1d734e77aa45c19121a0", TokenCase.Read(odd.Ours()).Parameters["X-Amz-Signature"]);
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

    [Theory]
    [Trait("Category", "ClientMatrix")]
    [InlineData(OfficialSigner.JavaScript)]
    [InlineData(OfficialSigner.Python)]
    public async Task Tokens_are_those_of_AWSs_own_signer_at_the_same_moment(string language)
    {
        var samples = TokenCase.Seeded(seed: 7, count: 4000).ToList();
        // Hosts come in lower case from AWS; what is typed otherwise is signed as those are.
        var officials = await OfficialSigner.SignAsync(language, samples.Select(sample => sample with { Host = sample.Host.ToLowerInvariant() }));
        Assert.Equal(samples.Count, officials.Count);
        foreach (var (sample, official) in samples.Zip(officials))
            Assert.Equal(TokenCase.Normal(official), TokenCase.Normal(sample.Ours()));
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
        var request = new DefaultRequest(new NothingRequest(), "rds") { UseQueryString = true, HttpMethod = "GET", Endpoint = new UriBuilder("https", sample.Host.ToLowerInvariant(), sample.Port).Uri };
        request.Parameters.Add("X-Amz-Expires", "900");
        request.Parameters.Add("DBUser", sample.User);
        request.Parameters.Add("Action", "connect");
        if (sample.SessionToken is not null)
            request.Parameters.Add("X-Amz-Security-Token", sample.SessionToken);
        var signed = AWS4PreSignedUrlSigner.SignRequest(request, Config, new RequestMetrics(), sample.AccessKeyId, sample.SecretAccessKey, "rds-db", sample.Region);
        return $"{AmazonServiceClient.ComposeUrl(request).AbsoluteUri["https://".Length..]}&{signed.ForQueryParameters}";
    }

    private sealed class NothingRequest : AmazonWebServiceRequest;
}
