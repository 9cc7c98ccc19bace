using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using AuroraConsole.BrowserTests;

namespace AuroraConsole.Benchmarks;

/// <summary>The console as it runs on an account: a process of its own beside the sandbox, used through its HTTP API as scripts use it.</summary>
internal sealed partial class ConsoleProcess : IAsyncDisposable
{
    private const string Runs = "/api/query/runs";
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(5);
    private readonly DirectoryInfo _folder;
    private readonly ServerProcess _process;

    private ConsoleProcess(DirectoryInfo folder, ServerProcess process, HttpClient http)
    {
        _folder = folder;
        _process = process;
        Http = http;
    }

    /// <summary>Authorized.</summary>
    public HttpClient Http { get; }

    /// <summary>For files that go with the console.</summary>
    public string Folder => _folder.FullName;

    /// <summary>Signs a browser in; works once.</summary>
    public string SignInLink => SignIn().Match(_process.Output).Value;

    public static async Task<ConsoleProcess> StartAsync(DemoSandbox sandbox)
    {
        var folder = Directory.CreateTempSubdirectory("aurora-benchmark-console-");
        var url = $"http://127.0.0.1:{ServerProcess.FreePorts(1)}";
        var environment = new Dictionary<string, string>
        {
            ["AWS_ACCESS_KEY_ID"] = "SANDBOX",
            ["AWS_SECRET_ACCESS_KEY"] = "sandbox",
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            // This process is a sandbox's own and has it set; a console, which reads sockets synchronously, would hang.
            ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "0",
        };
        var process = await ServerProcess.StartAsync(
            "AuroraConsole", $"{url}/readyz", environment, $"--Urls={url}", $"--Console:DataPath={folder.FullName}/data", "--Console:Target=Aws", $"--Aws:ServiceUrl={sandbox.Host.AwsUrl}", "--Aws:Regions:0=us-east-1");
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync($"{folder.FullName}/data/bearer")).Trim());
        return new ConsoleProcess(folder, process, http);
    }

    /// <summary>Starts a query as <c>app_user</c>, read-only, in a tab; answers the run's id.</summary>
    public async Task<string> StartAsync(string tab, string sql)
    {
        using var answer = await Http.PostAsJsonAsync(Runs, new { cluster = "us-east-1/demo", database = "app", role = "app_user", sql, tab, rowLimit = MixedTable.Rows, timeoutSeconds = 300 });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<Run>())!.Id;
    }

    /// <summary>Looks at a run until it is as wanted.</summary>
    public async Task<Statement> UntilAsync(string run, Func<Run, bool> wanted)
    {
        while (true)
        {
            var now = (await Http.GetFromJsonAsync<Run>($"{Runs}/{run}"))!;
            if (now.State is "failed" or "cancelled") throw new InvalidOperationException($"The run {now.State}: {now.Error}");
            if (wanted(now)) return now.Statements[0];
            await Task.Delay(Glance);
        }
    }

    /// <summary>Runs a query to its end; answers the id of its result, which must have so many rows.</summary>
    public async Task<string> RunAsync(string tab, string sql, int rows = MixedTable.Rows)
    {
        var statement = await UntilAsync(await StartAsync(tab, sql), run => run.State == "succeeded");
        return statement.Rows == rows ? statement.Result! : throw new InvalidOperationException($"{statement.Rows} rows came.");
    }

    /// <summary>Stops a run and waits for its end.</summary>
    public async Task CancelAsync(string run)
    {
        using var answer = await Http.PostAsync($"{Runs}/{run}/cancel", null);
        answer.EnsureSuccessStatusCode();
        while ((await Http.GetFromJsonAsync<Run>($"{Runs}/{run}"))!.EndedAt is null) await Task.Delay(Glance);
    }

    /// <summary>Closes a tab's connection, so that its next run logs in.</summary>
    public async Task CloseAsync(string tab)
    {
        using var answer = await Http.PostAsync($"/api/query/sessions/{tab}/close", null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Resident memory now, MB.</summary>
    public double ResidentMegabytes() => Memory.Megabytes(_process.Id, "VmRSS");

    /// <summary>The most resident memory since the last <see cref="ForgetPeak"/>, MB.</summary>
    public double PeakMegabytes() => Memory.Megabytes(_process.Id, "VmHWM");

    // proc(5): 5 resets the peak to what is resident now.
    public void ForgetPeak() => File.WriteAllText($"/proc/{_process.Id.ToString(CultureInfo.InvariantCulture)}/clear_refs", "5");

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/sign-in#\S+")]
    private static partial Regex SignIn();

    /// <summary>What these benchmarks read of a run.</summary>
    internal sealed record Run(string Id, string State, DateTimeOffset? EndedAt, object? Error, IReadOnlyList<Statement> Statements);

    /// <summary>What these benchmarks read of a statement.</summary>
    internal sealed record Statement(string? Result, int Rows);
}
