using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using AuroraConsole.Tokens;

namespace AuroraConsole.Benchmarks;

internal static class TokenMint
{
    private const string Host = "orders.cluster-c7x2k9qwe1ab.us-east-1.rds.amazonaws.com";
    private static readonly AmazonSecurityTokenServiceConfig Config = new();

    public static Task RunAsync() => Pairs.CompareAsync("token-mint", "AWSSDK.Core's presigner", 5_000,
        () =>
        {
            TokenSignature.Presign(Host, 5432, "us-east-1", "app_user", "AKIDEXAMPLE", "secret", null, DateTimeOffset.UtcNow);
            return Task.CompletedTask;
        },
        () =>
        {
            SignWithTheSdk();
            return Task.CompletedTask;
        });

    private static string SignWithTheSdk()
    {
        var request = new DefaultRequest(new GetCallerIdentityRequest(), "rds") { UseQueryString = true, HttpMethod = "GET", Endpoint = new UriBuilder("https", Host, 5432).Uri };
        request.Parameters.Add("X-Amz-Expires", "900");
        request.Parameters.Add("DBUser", "app_user");
        request.Parameters.Add("Action", "connect");
        var signed = AWS4PreSignedUrlSigner.SignRequest(request, Config, new RequestMetrics(), "AKIDEXAMPLE", "secret", "rds-db", "us-east-1");
        return $"{AmazonServiceClient.ComposeUrl(request).AbsoluteUri["https://".Length..]}&{signed.ForQueryParameters}";
    }
}
