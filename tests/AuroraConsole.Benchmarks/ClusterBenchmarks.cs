using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Postgres;

namespace AuroraConsole.Benchmarks;

/// <summary>What a cluster costs: time until the first login, and memory while nothing happens.</summary>
internal static class ClusterBenchmarks
{
    private const int Clusters = 10;

    /// <summary>From the request to the end of the first login by token over TLS, against the <c>initdb</c> that a database usually begins with.</summary>
    public static async Task CreateAsync()
    {
        await using var sandbox = await DemoSandbox.StartAsync();
        using var authority = X509CertificateLoader.LoadCertificateFromFile(sandbox.Host.CaPath);
        var user = ServerUser.Find();
        var initdb = Directory.GetDirectories("/usr/lib/postgresql").Order().Select(folder => Path.Combine(folder, "bin", "initdb")).Last(File.Exists);
        var folder = await user.RunAsync("/bin/mktemp", ["-d"], null, CancellationToken.None);
        var made = 0;
        try
        {
            await Pairs.CompareAsync("create-to-login", "initdb --no-sync", 1,
                async () =>
                {
                    var id = $"new-{++made}";
                    sandbox.Host.Account.CreateCluster(new CreateClusterRequest("us-east-1", id) { Express = true });
                    var cluster = await DemoSandbox.AvailableAsync(sandbox.Host, id);
                    await using var source = GatewayBenchmarks.ThroughGateway(cluster, "postgres", "postgres", authority);
                    await using var connection = await source.OpenConnectionAsync();
                },
                () => user.RunAsync(initdb, ["-D", Path.Combine(folder.Trim(), $"{Guid.NewGuid()}"), "--no-sync", "--locale=C.UTF-8", "-A", "trust"], null, CancellationToken.None));
        }
        finally
        {
            await user.RunAsync("/bin/rm", ["-rf", folder.Trim()], null, CancellationToken.None);
        }
    }

    /// <summary>PSS of every process of the idle clusters, each page shared among the processes that have it, against this process, the sandbox itself.</summary>
    public static async Task MemoryAsync()
    {
        await using var sandbox = await DemoSandbox.StartAsync();
        for (var i = 1; i <= Clusters; i++) sandbox.Host.Account.CreateCluster(new CreateClusterRequest("us-east-1", $"idle-{i}") { Express = true });
        var clusters = new List<Cluster>();
        for (var i = 1; i <= Clusters; i++) clusters.Add(await DemoSandbox.AvailableAsync(sandbox.Host, $"idle-{i}"));
        await Task.Delay(TimeSpan.FromSeconds(10));
        var sizes = clusters.Select(cluster => Pss(Postmaster(Path.GetDirectoryName(sandbox.Host.Fleet!.Running(cluster.ResourceId)!.SocketPath)!)) / 1024.0).Order().ToArray();
        var own = OwnPss(Environment.ProcessId) / 1024.0;
        Console.WriteLine($"idle-memory: {sizes[Clusters / 2]:0.0} MB PSS a cluster ({sizes[0]:0.0}–{sizes[^1]:0.0}, {Clusters} clusters); the sandbox itself {own:0.0} MB; ratio {sizes[Clusters / 2] / own:0.00}");
    }

    // First line of the socket's lock file (PostgreSQL, storage/file layout).
    private static int Postmaster(string socketFolder) => int.Parse(File.ReadLines(Path.Combine(socketFolder, ".s.PGSQL.5432.lock")).First(), CultureInfo.InvariantCulture);

    private static long Pss(int process) => OwnPss(process) + File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Sum(child => Pss(int.Parse(child, CultureInfo.InvariantCulture)));

    private static long OwnPss(int process) => File.ReadLines($"/proc/{process}/smaps_rollup").Where(line => line.StartsWith("Pss:", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)).Single();
}
