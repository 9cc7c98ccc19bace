using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Tests.Aws;
using AuroraConsole.Sandbox.Tests.Postgres;

namespace AuroraConsole.Sandbox.Tests.Clients;

[CollectionDefinition("client matrix")]
public sealed class ClientMatrixCollection : ICollectionFixture<ClientMatrix>;

/// <summary>
/// One sandbox for all clients; each client runs once, when first asked for. Its program in <c>tests/clients</c> is told by the environment:
/// SANDBOX_URL, AWS_DEFAULT_REGION and the keys of SANDBOX; PORT of the demo cluster on localhost, CA_FILE and WRONG_CA_FILE; ROLE_ARN, which
/// may everything; PGBENCH, where it may be; and, for clients whose world has no signer, tokens by the AWS CLI: TOKEN and LONG_TOKEN (3 KB) of
/// app_user, MASTER_TOKEN and MASTER_LONG_TOKEN of postgres. It prints its <see cref="MatrixRow"/>. In eu-west-1 there are 21 clusters to page through.
/// </summary>
public sealed class ClientMatrix : IAsyncLifetime
{
    public const string Region = "us-east-1";
    public const string RoleArn = $"arn:aws:iam::{SandboxOptions.AccountId}:role/matrix";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, Lazy<Task<MatrixRow>>> _rows = new();
    private Lazy<Task<IReadOnlyDictionary<string, string>>> _tokens = null!;
    private RunningSandbox _sandbox = null!;

    /// <summary>Where pgbench may be, as in PATH.</summary>
    public static string PgBench { get; } = string.Join(Path.PathSeparator,
        (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Order().Reverse().Select(folder => Path.Combine(folder, "bin", "pgbench")) : []).Prepend("/usr/bin/pgbench"));

    public int Port { get; private set; }
    public string Url => _sandbox.Host.AwsUrl;
    public string CaFile => _sandbox.Host.CaPath;
    public string WrongCaFile => Path.Combine(_sandbox.Host.Options.DataPath, "wrong-ca.pem");

    public async Task InitializeAsync()
    {
        // 2,700 characters grow to some 2,900 by escaping; with the rest of the token they are more than 3,000.
        _sandbox = await RunningSandbox.StartAsync(o => (o.Databases, o.SessionTokenLength) = (true, 2_700));
        _tokens = new(MintByCliAsync);
        AddRole(_sandbox.Account.Iam);
        MakeWrongCa(WrongCaFile);
        for (var i = 1; i <= 21; i++)
            (await _sandbox.RdsInAsync("eu-west-1", "CreateDBCluster", ("DBClusterIdentifier", $"page-{i}"), ("Engine", "aurora-postgresql"), ("WithExpressConfiguration", "true"))).Ok();
        await _sandbox.UntilAsync("demo", "available");
        Port = _sandbox.RouteOf("demo").Port;
        await RunningSandbox.UntilAsync(() => _sandbox.Account.State.Clusters.All(cluster => cluster.Status == "available"));
    }

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    internal Task<MatrixRow> RowAsync(MatrixClient client)
    {
        Assert.True(client.Missing is null, client.Missing);
        return _rows.GetOrAdd(client.Name, _ => new(() => client.Run(this))).Value;
    }

    internal Task<MatrixRow> PythonAsync(string program) => ProgramAsync("/usr/bin/python3", [program]);

    internal Task<MatrixRow> JavaAsync(string program) => ProgramAsync("/usr/bin/java", ["-cp", "/usr/share/java/postgresql.jar", program]);

    internal async Task<MatrixRow> NodeAsync(string program)
    {
        await ClientsFolder.InstallAsync();
        return await ProgramAsync("node", [program]);
    }

    /// <summary>The program with the libpq of the npm build in place of the system's.</summary>
    internal async Task<MatrixRow> OnNewLibpqAsync(string program) =>
        await ProgramAsync("/usr/bin/python3", [program], ("LD_LIBRARY_PATH", Path.GetFullPath(Path.Combine((await Builds.BinAsync("npm"))!, "..", "lib"))));

    /// <summary>Temporary credentials of the role.</summary>
    internal async Task<Credentials> AssumeRoleAsync()
    {
        using var sts = new AmazonSecurityTokenServiceClient(new BasicAWSCredentials("SANDBOX", "sandbox"), new AmazonSecurityTokenServiceConfig { ServiceURL = Url, AuthenticationRegion = Region });
        return (await sts.AssumeRoleAsync(new AssumeRoleRequest { RoleArn = RoleArn, RoleSessionName = "matrix" })).Credentials;
    }

    private async Task<MatrixRow> ProgramAsync(string program, string[] arguments, params (string Name, string Value)[] more)
    {
        var environment = new Dictionary<string, string>(await _tokens.Value);
        foreach (var (name, value) in more) environment[name] = value;
        return JsonSerializer.Deserialize<MatrixRow>(await RunAsync(program, arguments, environment), Json)!;
    }

    private async Task<IReadOnlyDictionary<string, string>> MintByCliAsync()
    {
        if (!File.Exists("/usr/bin/aws")) return new Dictionary<string, string>();
        var role = await AssumeRoleAsync();
        var keys = new Dictionary<string, string> { ["AWS_ACCESS_KEY_ID"] = role.AccessKeyId, ["AWS_SECRET_ACCESS_KEY"] = role.SecretAccessKey, ["AWS_SESSION_TOKEN"] = role.SessionToken };
        async Task<string> MintAsync(string user, Dictionary<string, string> environment) =>
            (await RunAsync("/usr/bin/aws", ["rds", "generate-db-auth-token", "--hostname", "localhost", "--port", $"{Port}", "--username", user], environment)).Trim();
        return new Dictionary<string, string>
        {
            ["TOKEN"] = await MintAsync("app_user", []),
            ["LONG_TOKEN"] = await MintAsync("app_user", keys),
            ["MASTER_TOKEN"] = await MintAsync("postgres", []),
            ["MASTER_LONG_TOKEN"] = await MintAsync("postgres", keys),
        };
    }

    private async Task<string> RunAsync(string program, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = ClientsFolder.Path, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var inherited in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal) || name.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(inherited);
        foreach (var (name, value) in Surroundings().Concat(environment)) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{Path.GetFileName(program)} {arguments[^1]} did not end within {Limit.TotalMinutes} minutes.");
        }

        Assert.True(process.ExitCode == 0, $"{Path.GetFileName(program)} {arguments[0]} ended with {process.ExitCode}: {await errors}");
        return await output;
    }

    private Dictionary<string, string> Surroundings() => new()
    {
        ["SANDBOX_URL"] = Url,
        ["AWS_DEFAULT_REGION"] = Region,
        ["AWS_ACCESS_KEY_ID"] = "SANDBOX",
        ["AWS_SECRET_ACCESS_KEY"] = "sandbox",
        // No profile of the machine's user, nobody's instance role.
        ["AWS_CONFIG_FILE"] = "/dev/null",
        ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["PORT"] = $"{Port}",
        ["CA_FILE"] = CaFile,
        ["WRONG_CA_FILE"] = WrongCaFile,
        ["ROLE_ARN"] = RoleArn,
        ["PGBENCH"] = PgBench,
        ["LC_ALL"] = "C.UTF-8",
        ["PYTHONDONTWRITEBYTECODE"] = "1",
    };

    private static void AddRole(IamPolicies iam)
    {
        var document = JsonNode.Parse(iam.Json)!;
        var role = document["Roles"]![0]!.DeepClone();
        role["RoleName"] = RoleArn[(RoleArn.LastIndexOf('/') + 1)..];
        role["Policies"] = document["Users"]![0]!["Policies"]!.DeepClone();
        document["Roles"]!.AsArray().Add(role);
        iam.Replace(document.ToJsonString());
    }

    private static void MakeWrongCa(string path)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Another CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(path, certificate.ExportCertificatePem());
    }
}
