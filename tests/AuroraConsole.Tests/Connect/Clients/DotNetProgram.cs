using System.Text;

namespace AuroraConsole.Tests.Connect.Clients;

/// <summary>Compiles programs of C# as they are pasted, by the SDK's own compiler and against what this test runs on: nothing is restored.</summary>
internal static class DotNetProgram
{
    // AWSSDK.RDS cannot be had where these tests run: a class of its name, which signs with AWSSDK.Core as the SDK's own does.
    private const string Generator =
        """
        namespace Amazon.RDS.Util
        {
            public static class RDSAuthTokenGenerator
            {
                public static string GenerateAuthToken(Amazon.RegionEndpoint region, string hostname, int port, string dbUser)
                {
                    var request = new Amazon.Runtime.Internal.DefaultRequest(new NoRequest(), "rds-db")
                    {
                        UseQueryString = true, HttpMethod = "GET", Endpoint = new System.Uri($"https://{hostname.Trim()}:{port}"),
                    };
                    request.Parameters.Add("X-Amz-Expires", "900");
                    request.Parameters.Add("DBUser", dbUser.Trim());
                    request.Parameters.Add("Action", "connect");
                    var signed = Amazon.Runtime.Internal.Auth.AWS4PreSignedUrlSigner.SignRequest(request, null, new Amazon.Runtime.Internal.Util.RequestMetrics(),
                        System.Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID"), System.Environment.GetEnvironmentVariable("AWS_SECRET_ACCESS_KEY"), "rds-db", region.SystemName);
                    return Amazon.Runtime.AmazonServiceClient.ComposeUrl(request).AbsoluteUri["https://".Length..] + "&" + signed.ForQueryParameters;
                }

                private sealed class NoRequest : Amazon.Runtime.AmazonWebServiceRequest;
            }
        }
        """;

    /// <summary>The <c>dotnet</c> that runs them.</summary>
    public static string Host { get; } = Path.Combine(Root(), OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");

    /// <summary>One program that runs all of them in turn.</summary>
    /// <returns>Its path, for <see cref="Host"/>.</returns>
    public static async Task<string> BuildAsync(Workbench bench, IReadOnlyList<string> programs)
    {
        // A program is a page of top-level statements, of which an assembly may have one: each becomes a method.
        var sources = new List<string> { bench.Write("Generator.cs", Generator) };
        for (var index = 0; index < programs.Count; index++)
        {
            var body = programs[index][(programs[index].IndexOf("\n\n", StringComparison.Ordinal) + 2)..];
            var usings = programs[index][..^body.Length];
            sources.Add(bench.Write($"S{index}.cs", $"using System;\nusing System.Threading.Tasks;\n{usings}static class S{index} {{ public static async Task RunAsync() {{\n{body}\n}} }}"));
        }

        sources.Add(bench.Write("All.cs", $"System.Console.OutputEncoding = new System.Text.UTF8Encoding(false);\n{string.Concat(programs.Select((_, index) => $"await S{index}.RunAsync();\n"))}"));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var answers = new StringBuilder("-nologo\n-target:exe\n-langversion:latest\n-out:All.dll\n");
        foreach (var path in references)
            answers.Append($"-r:\"{path}\"\n");
        bench.Write("all.rsp", answers.ToString());
        await bench.RunAsync(Host, ["exec", Compiler(), "-noconfig", "-nostdlib", "@all.rsp", .. sources]);
        foreach (var path in references.Where(path => path.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal)))
            File.Copy(path, Path.Combine(bench.Folder, Path.GetFileName(path)), overwrite: true);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "AuroraConsole.Tests.runtimeconfig.json"), Path.Combine(bench.Folder, "All.runtimeconfig.json"));
        return Path.Combine(bench.Folder, "All.dll");
    }

    private static string Root() => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));

    private static string Compiler() => Directory.GetDirectories(Path.Combine(Root(), "sdk"))
        .Select(sdk => Path.Combine(sdk, "Roslyn", "bincore", "csc.dll")).Where(File.Exists).Order(StringComparer.Ordinal).Last();
}
