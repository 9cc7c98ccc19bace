using System.Security.Cryptography;

namespace AuroraConsole.Benchmarks;

/// <summary>CSV out of the console's store, to a file by HTTP.</summary>
internal static class QueryExport
{
    /// <summary>Against <c>\copy</c>, which runs the query again; the files must be equal, byte for byte.</summary>
    public static async Task RunAsync(MixedTable table)
    {
        var sandbox = await table.SandboxAsync();
        await using var console = await ConsoleProcess.StartAsync(sandbox);
        var result = await console.RunAsync("benchmark", MixedTable.Select);
        var (ours, theirs) = (Path.Combine(console.Folder, "ours.csv"), Path.Combine(console.Folder, "theirs.csv"));
        await ExportAsync(console, result, ours);
        await CopyAsync(sandbox, theirs);
        if (await DigestAsync(ours) != await DigestAsync(theirs)) throw new InvalidOperationException("The exports differ.");
        var megabytes = (int)(new FileInfo(ours).Length / 1_000_000);
        Console.WriteLine($"query-export-csv: {megabytes} MB, equal byte for byte");
        await Pairs.CompareAsync("query-export-csv, MB", @"psql \copy", 1, () => ExportAsync(console, result, ours), () => CopyAsync(sandbox, theirs), each: megabytes);
    }

    private static async Task ExportAsync(ConsoleProcess console, string result, string path)
    {
        await using var csv = await console.Http.GetStreamAsync($"/api/query/results/{result}/export.csv?raw=true");
        await using var file = File.Create(path);
        await csv.CopyToAsync(file, 128 * 1024);
    }

    private static async Task CopyAsync(DemoSandbox sandbox, string path) =>
        await LibpqPrograms.RunAsync(LibpqPrograms.Found("psql"), ["-Xqc", $@"\copy ({MixedTable.Select}) to '{path}' csv header"], MixedTable.Libpq(sandbox));

    private static async Task<string> DigestAsync(string path)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexString(await SHA256.HashDataAsync(file));
    }
}
