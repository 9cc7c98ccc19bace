using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace AuroraConsole.Sandbox.Tests.Clients;

/// <summary>The official .NET client of STS, the one service client that this project restores.</summary>
internal static class SecurityTokenClient
{
    public static async Task<MatrixRow> RunAsync(ClientMatrix matrix)
    {
        var cells = new Cells();
        foreach (var cell in MatrixClient.Find("AWSSDK.SecurityToken").Cells) cells.Cannot(cell, "it is the client of STS alone");
        await cells.RunAsync("assume role", async () =>
        {
            using var asRole = Client(matrix, await matrix.AssumeRoleAsync());
            Assert.Equal($"arn:aws:sts::000000000000:assumed-role/matrix/matrix", (await asRole.GetCallerIdentityAsync(new GetCallerIdentityRequest())).Arn);
            return null;
        });
        await cells.RunAsync("errors", async () =>
        {
            using var client = Client(matrix, new BasicAWSCredentials("SANDBOX", "wrong"));
            var refused = await Assert.ThrowsAsync<AmazonSecurityTokenServiceException>(() => client.GetCallerIdentityAsync(new GetCallerIdentityRequest()));
            Assert.Equal(("SignatureDoesNotMatch", System.Net.HttpStatusCode.Forbidden), (refused.ErrorCode, refused.StatusCode));
            return "as the client's own exception classes";
        });
        return cells.Row($"AWSSDK.SecurityToken {System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(AmazonSecurityTokenServiceClient).Assembly.Location).FileVersion}");
    }

    private static AmazonSecurityTokenServiceClient Client(ClientMatrix matrix, AWSCredentials credentials) =>
        new(credentials, new AmazonSecurityTokenServiceConfig { ServiceURL = matrix.Url, AuthenticationRegion = ClientMatrix.Region, MaxErrorRetry = 0 });
}
