using AuroraConsole.BrowserTests;
using Microsoft.Playwright;

namespace AuroraConsole.Benchmarks;

/// <summary>From the click to the frame that shows rows, in Chromium. Both sides log in to the database anew for each query.</summary>
internal static class QueryVisible
{
    private const int Rounds = 7;
    private const int FewRows = 1_000;
    private const int ManyRows = 100_000;
    private const float Patience = 60_000;
    private static readonly int[] ConsoleRows = [100, ManyRows, MixedTable.Rows];
    private static readonly int[] AdminerRows = [100, FewRows];
    private static int _queries;

    /// <summary>The console's three sizes and, where an Adminer is given, two of its in turn; 100,000 rows, half a minute there, once.</summary>
    public static async Task RunAsync(MixedTable table, string? adminer)
    {
        var sandbox = await table.SandboxAsync();
        await using var console = await ConsoleProcess.StartAsync(sandbox);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright);
        var page = await OpenConsoleAsync(await OpenAsync(browser), console);
        var other = adminer is null ? null : await OpenAdminerAsync(await OpenAsync(browser), adminer, sandbox);
        var times = new Dictionary<string, List<Seen>>();
        // The first round warms up.
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var rows in ConsoleRows) Keep($"console, {rows:N0} rows", await RunInConsoleAsync(page, rows));
            if (other is null) continue;
            foreach (var rows in AdminerRows) Keep($"Adminer, {rows:N0} rows", await RunInAdminerAsync(other, rows));
            void Keep(string name, Seen seen)
            {
                if (round == 0) times[name] = [];
                else times[name].Add(seen);
            }
        }

        if (other is not null) times[$"Adminer, {ManyRows:N0} rows"] = [await RunInAdminerAsync(other, ManyRows)];
        foreach (var (name, seen) in times)
            Console.WriteLine($"query-visible, {name}: first rows {Median(seen, one => one.First)} ms, all {Median(seen, one => one.All)} ms");
        if (other is null)
            Console.WriteLine("query-visible, Adminer: not given; php -S 127.0.0.1:8080 in its folder, then --adminer http://127.0.0.1:8080/adminer/");
        else
            Pairs.PrintTimes($"query-visible, {ManyRows:N0} rows", $"Adminer with {FewRows:N0}", [.. times[$"console, {ManyRows:N0} rows"].Zip(times[$"Adminer, {FewRows:N0} rows"], (ours, theirs) => (ours.First / 1000, theirs.First / 1000))]);
    }

    // The first cell tells the queries apart, so that rows of the last one are not taken for this one's.
    private static string Sql(int rows) => $"select id + {++_queries} as id, quantity, customer, amount, placed_at, paid, reference, details, weight, note from mixed limit {rows}";

    private static string Median(List<Seen> seen, Func<Seen, double> time) => $"{seen.Select(time).Order().ElementAt(seen.Count / 2):N0} ({seen.Min(time):N0}–{seen.Max(time):N0})";

    private static async Task<IPage> OpenAsync(IBrowser browser)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1440, Height = 900 } });
        await context.AddInitScriptAsync(SeenRows);
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(Patience);
        return page;
    }

    private static async Task<IPage> OpenConsoleAsync(IPage page, ConsoleProcess console)
    {
        await page.GotoAsync(console.SignInLink);
        await page.GetByTestId("target-badge").First.WaitForAsync();
        await page.GotoAsync(new Uri(console.Http.BaseAddress!, "/query?cluster=us-east-1/demo&database=app&role=app_user").ToString());
        await page.Locator("[data-testid=query-run]:enabled").WaitForAsync();
        await page.GetByTestId("query-limits").ClickAsync();
        await page.GetByTestId("query-timeout").FillAsync($"{Patience / 1000}");
        await page.GetByTestId("query-limit").FillAsync($"{MixedTable.Rows}");
        // Left, it closes by itself.
        await page.GetByTestId("query-limit").BlurAsync();
        return page;
    }

    private static async Task<Seen> RunInConsoleAsync(IPage page, int rows)
    {
        var disconnect = page.GetByTestId("query-disconnect");
        if (await disconnect.CountAsync() > 0) await disconnect.ClickAsync();
        await disconnect.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
        await page.EvaluateAsync("sql => window.aurora.setSql(sql)", Sql(rows));
        await WaitForAsync(page, rows, ".qg-row .qg-cell", "[data-testid=query-row-count]");
        await page.GetByTestId("query-run").ClickAsync();
        return await SeenAsync(page);
    }

    private static async Task<IPage> OpenAdminerAsync(IPage page, string adminer, DemoSandbox sandbox)
    {
        await page.GotoAsync($"{adminer}?pgsql=localhost:{sandbox.Demo.Port}&username={MixedTable.PasswordRole}&db=app&ns=public&sql=");
        await page.Locator("input[type=password]").FillAsync(MixedTable.PasswordRole);
        await page.Locator("input[type=submit]").First.ClickAsync();
        await page.Locator("textarea[name=query]").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        return page;
    }

    private static async Task<Seen> RunInAdminerAsync(IPage page, int rows)
    {
        // The editor of its own writes into the text area when the form is sent.
        await page.EvaluateAsync("sql => { for (const pre of document.querySelectorAll('pre[contenteditable]')) pre.textContent = sql; document.querySelector('textarea[name=query]').value = sql; }", Sql(rows));
        await WaitForAsync(page, rows, "table.odds tbody td", "p.sql-footer");
        await page.Locator("form#form input[type=submit]").First.ClickAsync();
        return await SeenAsync(page);
    }

    private static async Task WaitForAsync(IPage page, int rows, string cell, string count) =>
        await page.EvaluateAsync("wanted => { window.wanted = wanted; }", new { cell, first = $"{1 + _queries}", count, all = $"{rows:N0} rows" });

    private static async Task<Seen> SeenAsync(IPage page)
    {
        for (var limit = DateTimeOffset.UtcNow.AddMilliseconds(Patience); DateTimeOffset.UtcNow < limit; await Task.Delay(50))
        {
            try
            {
                if (await page.EvaluateAsync<double[]?>("() => window.wanted?.seenAll ? [window.wanted.seenFirst - window.wanted.clicked, window.wanted.seenAll - window.wanted.clicked] : null") is [var first, var all])
                    return new Seen(first, all);
            }
            catch (PlaywrightException)
            {
                // The page that was asked went away for the one with the rows.
            }
        }

        throw new TimeoutException($"No rows were seen within {Patience / 1000:0} s.");
    }

    // Looks once a frame, and takes the time of the frame after, when what it found has been painted. What is waited for goes with the form to the next page.
    private const string SeenRows = """
        if (location.protocol.startsWith('http')) {
          const now = () => performance.timeOrigin + performance.now();
          window.wanted = JSON.parse(sessionStorage.getItem('wanted'));
          addEventListener('click', event => {
            if (!window.wanted || window.wanted.clicked) return;
            window.wanted.clicked = performance.timeOrigin + event.timeStamp;
            sessionStorage.setItem('wanted', JSON.stringify(window.wanted));
          }, true);
          const look = () => {
            const wanted = window.wanted;
            if (wanted?.clicked && !wanted.seenFirst && document.querySelector(wanted.cell)?.textContent.trim() === wanted.first)
              requestAnimationFrame(() => wanted.seenFirst ??= now());
            const count = wanted?.seenFirst && !wanted.seenAll && document.querySelector(wanted.count)?.textContent.trim();
            if (count && count.startsWith(wanted.all) && !count.endsWith('so far'))
              requestAnimationFrame(() => wanted.seenAll ??= now());
            requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        }
        """;

    /// <summary>Milliseconds from the click to the frame with the first rows, and to the one that says how many there are.</summary>
    private sealed record Seen(double First, double All);
}
