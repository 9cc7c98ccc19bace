using System.Diagnostics;
using System.Text.Json;
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

    public static async Task RunAsync()
    {
        await Pairs.CompareAsync("token-mint", "AWSSDK.Core's presigner", 5_000,
            () =>
            {
                Sign();
                return Task.CompletedTask;
            },
            () =>
            {
                SignWithTheSdk();
                return Task.CompletedTask;
            });
        Console.WriteLine($"token-mint, bytes allocated a token: {Allocated(Sign):N0}; AWSSDK.Core's presigner: {Allocated(SignWithTheSdk):N0}");
        await PrintRateAsync("@aws-sdk/rds-signer", "node", "rds-signer.mjs");
        await PrintRateAsync("boto3", File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3", "rds_signer.py");
    }

    private static long Allocated(Func<string> mint)
    {
        const int repeats = 1_000;
        mint();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < repeats; i++)
            mint();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / repeats;
    }

    // The scripts time themselves, so that starting an interpreter does not count.
    private static async Task PrintRateAsync(string name, string program, string script)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AuroraConsole.sln")))
            folder = folder.Parent!;
        var start = new ProcessStartInfo(program, [script, "5000"]) { WorkingDirectory = Path.Combine(folder.FullName, "tests", "clients"), RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(
            new { at = "2026-03-25T12:00:00Z", host = Host, port = 5432, region = "us-east-1", user = "app_user", accessKeyId = "AKIDEXAMPLE", secretAccessKey = "secret" }));
        process.StandardInput.Close();
        var rate = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Console.WriteLine(process.ExitCode == 0 ? $"token-mint, {name}: {double.Parse(rate):N0}/s" : $"token-mint, {name}: not measured; `npm ci` in tests/clients and python3-boto3 are needed");
    }

    private static string Sign() => TokenSignature.Presign(Host, 5432, "us-east-1", "app_user", "AKIDEXAMPLE", "secret", null, DateTimeOffset.UtcNow);

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
