using System.Diagnostics;
using System.Text.Json;
using AuroraConsole.Tokens;

namespace AuroraConsole.Tests.Connect;

/// <summary>The paste checker, the page's own module run by Node, on tokens as they are minted and as clients maul them.</summary>
public sealed class TokenCheckTests
{
    private const string Host = "orders.cluster-c7x2k9qwe1ab.us-east-1.rds.amazonaws.com";
    private const int Port = 5432;
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 14, 0, 0, TimeSpan.Zero);
    private static readonly string Session = string.Concat(Enumerable.Repeat("FwoGZXIvYXdzE+/=", 64));
    private static readonly string Long = Mint(session: Session);
    private static readonly string Plain = Mint();

    public static TheoryData<string, string, string[]> Cases => new()
    {
        { "as it is", Plain, ["Whole"] },
        { "as it is, with a session token", Long, ["Same"] },
        { "parameters in another order", Reordered(Plain), ["Whole"] },
        { "empty", " \n", [] },
        { "cut at 128", Long[..128], ["Cut"] },
        { "cut at 256", Long[..256], ["Cut"] },
        { "cut within an escape", Long[..(Long.IndexOf("%2F", StringComparison.Ordinal) + 2)], ["Cut"] },
        { "cut at 1,000", Long[..1000], ["Cut"] },
        { "cut one short", Plain[..^1], ["Cut"] },
        { "cut within the host", Long[..(Host.Length + 3)], ["Cut"] },
        { "cut at its start", Long[40..], ["CutAtStart"] },
        { "a character too many", Plain + "0", ["Damaged"] },
        { "a line end after it", Plain + "\n", ["WhiteSpace"] },
        { "wrapped", Plain.Insert(80, "\r\n"), ["WhiteSpace"] },
        { "in quotes", $"\"{Plain}\"", ["Quoted"] },
        { "out of HTML", Plain.Replace("&", "&amp;"), ["HtmlEscaped"] },
        { "encoded once where it is a password", Uri.EscapeDataString(Plain), ["Encoded"] },
        { "encoded twice", Uri.EscapeDataString(Uri.EscapeDataString(Plain)), ["EncodedTwice"] },
        { "its values encoded twice", Plain.Replace("%", "%25"), ["EncodedTwice"] },
        { "in an address, encoded", $"postgresql://app_user:{Uri.EscapeDataString(Plain)}@{Host}:5432/app?sslmode=verify-full", ["Whole"] },
        { "in an address, encoded twice", $"postgresql://app_user:{Uri.EscapeDataString(Uri.EscapeDataString(Plain))}@{Host}:5432/app", ["EncodedTwice"] },
        { "in an address, not encoded", $"postgres://app_user:{Plain}@{Host}:5432/app", ["NotEncoded"] },
        { "encoded and cut", Uri.EscapeDataString(Plain)[..200], ["Encoded", "Cut"] },
        { "with a scheme", "https://" + Plain, ["Scheme"] },
        { "another host", Mint(host: "localhost"), ["WrongHost"] },
        { "another port", Mint(port: 6432), ["WrongPort"] },
        { "no port", Plain.Replace($"{Host}:{Port}/", $"{Host}/"), ["NoPort"] },
        { "another region", Mint(region: "eu-west-1"), ["WrongRegion"] },
        { "another role", Mint(role: "postgres"), ["WrongUser"] },
        { "another case of the role", Mint(role: "App_User"), ["WrongUser"] },
        { "a space before the role", Mint(role: " app_user"), ["WrongUser"] },
        { "old", Mint(at: Now.AddMinutes(-15)), ["Expired"] },
        { "old, of another host and region", Mint(host: "other", region: "eu-west-1", at: Now.AddHours(-3)), ["WrongHost", "WrongRegion", "Expired"] },
        { "a minute from its end", Mint(at: Now.AddMinutes(-14)), ["Whole"] },
        { "from the future", Mint(at: Now.AddMinutes(10)), ["Future"] },
        { "for an hour", Plain.Replace("X-Amz-Expires=900", "X-Amz-Expires=3600"), ["TooLong"] },
        { "for another service", Plain.Replace("%2Frds-db%2F", "%2Fs3%2F"), ["WrongService"] },
        { "a temporary key alone", Mint(key: "ASIAEXAMPLE1234567"), ["NoSessionToken"] },
        { "a password", "correct horse", ["WhiteSpace", "NotAToken"] },
        { "a JWT", "eyJhbGciOiJIUzI1NiJ9.e30.c2ln", ["NotAToken"] },
        { "an access key", "AKIAIOSFODNN7EXAMPLE", ["NotAToken"] },
        { "markup", "<img src=x onerror=alert(1)>", ["WhiteSpace", "NotAToken"] },
        { "per cent signs that decode to nothing", "%%%E0%A4%A/?Action=connect&%=%", ["WhiteSpace"] },
    };

    [Fact]
    public async Task Every_way_a_token_is_mauled_is_named()
    {
        // One run of Node for all.
        var cases = Cases.Select(row => (What: (string)row[0], Text: (string)row[1], Codes: (string[])row[2])).ToList();
        var answers = await CheckAsync([.. cases.Select(c => c.Text)]);
        var wrong = cases.Zip(answers)
            .Where(pair => pair.First.Text.StartsWith('%') ? pair.Second.Length == 0 : !pair.First.Codes.SequenceEqual(pair.Second.Select(finding => finding.Code)))
            .Select(pair => $"{pair.First.What}: expected {string.Join(", ", pair.First.Codes)}, got {string.Join(", ", pair.Second.Select(f => f.Code + " " + f.Says))}").ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData(128)]
    [InlineData(160)]
    [InlineData(255)]
    [InlineData(1000)]
    [InlineData(1024)]
    public async Task A_cut_says_where(int at)
    {
        var finding = Assert.Single((await CheckAsync([Long[..at]]))[0]);
        Assert.Equal($"This token was cut at {at:N0} of {Long.Length:N0} characters.", finding.Says);
        Assert.False(finding.Good);
    }

    [Fact]
    public async Task Cut_anywhere_it_is_never_called_whole()
    {
        var texts = Enumerable.Range(1, Plain.Length - 1).Select(length => Plain[..length]).ToList();
        var answers = await CheckAsync(texts);
        Assert.All(texts.Zip(answers), pair => Assert.True(pair.Second.Length > 0 && pair.Second.All(f => !f.Good), $"cut at {pair.First.Length}"));
        // From the port on it is known for a token of this endpoint.
        Assert.All(texts.Zip(answers).Where(pair => pair.First.Length > Host.Length + 1), pair => Assert.Contains(pair.Second, f => f.Code == "Cut"));
    }

    private static string Mint(string host = Host, int port = Port, string region = "us-east-1", string role = "app_user", string key = "AKIAEXAMPLE12345678", string? session = null, DateTimeOffset? at = null) =>
        TokenSignature.Presign(host, port, region, role, key, "secret", session, at ?? Now.AddMinutes(-1));

    private static string Reordered(string token)
    {
        var (host, query) = (token[..token.IndexOf('?')], token[(token.IndexOf('?') + 1)..]);
        return $"{host}?{string.Join('&', query.Split('&').Reverse())}";
    }

    private static async Task<Finding[][]> CheckAsync(IReadOnlyList<string> texts)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "AuroraConsole.sln"))) root = root.Parent!;
        var script = """
            import { readFileSync } from 'node:fs';
            // As a browser takes it: a module, whatever Node makes of the file's ending.
            const { checkToken } = await import('data:text/javascript;base64,' + readFileSync(process.argv[1]).toString('base64'));
            const { createHash } = await import('node:crypto');
            const { texts, expected, now } = JSON.parse(readFileSync(0, 'utf8'));
            const sum = text => createHash('sha256').update(text.trim()).digest('hex').replace(/^(.{4})(.{4}).*/, '$1-$2');
            console.log(JSON.stringify(texts.map(text => checkToken(text, expected, now, sum(text)))));
            """;
        var start = new ProcessStartInfo("node", ["--input-type=module", "-e", script, Path.Combine(root.FullName, "wwwroot", "js", "token-check.js")]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var node = Process.Start(start)!;
        var output = node.StandardOutput.ReadToEndAsync();
        var error = node.StandardError.ReadToEndAsync();
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(new
        {
            texts,
            expected = new { host = Host, port = Port, region = "us-east-1", user = "app_user", length = Long.Length, checksum = new LoginToken(Long).Checksum },
            now = Now.ToUnixTimeMilliseconds(),
        }));
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, await error);
        return JsonSerializer.Deserialize<Finding[][]>(await output, JsonSerializerOptions.Web)!;
    }

    private sealed record Finding(bool Good, string Code, string Says, string Cure);
}
