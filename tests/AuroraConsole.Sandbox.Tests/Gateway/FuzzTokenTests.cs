using System.Text;
using System.Text.RegularExpressions;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Gateway;

namespace AuroraConsole.Sandbox.Tests.Gateway;

/// <summary>Mutated tokens: accepted exactly when they still mean what was signed, refused as invalid otherwise, never an exception.</summary>
public sealed partial class FuzzTokenTests
{
    private const int Seed = 20261125;
    private const int Rounds = 60_000;
    private const string Host = "localhost:15433";
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
    private static readonly DatabaseRoute Route = new("us-east-1", "demo", "cluster-A", "demo-instance-1", 15433, [], [Host, "demo.example:15433"]);

    private static readonly TokenVerifier Verifier = new(key => key switch
    {
        "SANDBOX" => new IamCredential("sandbox", "arn:aws:iam::000000000000:user/sandbox", null, null),
        "ASIASESSION" => new IamCredential("sandbox", "arn:aws:sts::000000000000:assumed-role/r/s", "Fwo+/=session token%", Now.AddHours(1)),
        _ => null,
    }, new FixedClock());

    private static readonly Presigner[] Signers =
    [
        new() { Host = Host, User = "app_user", At = Now },
        new() { Host = "demo.example:15433", User = " Zoë+%2B/=&\"x ", At = Now, Expires = "60" },
        new() { Host = Host, User = "app_user", At = Now, Key = "ASIASESSION", SessionToken = "Fwo+/=session token%" },
    ];

    [Fact]
    public void A_mutated_token_is_accepted_exactly_when_it_means_the_same()
    {
        var accepted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random(Seed + round);
            var signer = Signers[random.Next(Signers.Length)];
            var whole = signer.Token();
            var mutated = Mutate(random, whole);
            var outcome = Verify(mutated, signer.User, round);
            var expected = Meaning(mutated) is { } meaning && meaning == Meaning(Encoding.Latin1.GetBytes(whole)) ? LoginOutcome.Success : LoginOutcome.InvalidToken;
            Assert.True(expected == outcome, $"seed {Seed + round}: {outcome} instead of {expected} for {Encoding.Latin1.GetString(mutated)}");
            if (outcome == LoginOutcome.Success) accepted++;
        }
        // Both sides were really visited.
        Assert.InRange(accepted, Rounds / 50, Rounds / 2);
    }

    [Fact]
    public void Random_bytes_are_no_token()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random(Seed + round);
            var bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            if (random.Next(2) == 0) bytes = [.. bytes.Select(b => (byte)"localhost:15433/?&=%AXz-"[b % 24])];
            Assert.Equal(LoginOutcome.InvalidToken, Verify(bytes, "app_user", round));
        }
    }

    private static LoginOutcome Verify(byte[] token, string user, int round)
    {
        try
        {
            return Verifier.Verify(token, Route, user).Outcome;
        }
        catch (Exception unexpected)
        {
            throw new InvalidOperationException($"seed {Seed + round}: {Encoding.Latin1.GetString(token)}", unexpected);
        }
    }

    private static byte[] Mutate(Random random, string token)
    {
        var split = token.IndexOf("/?", StringComparison.Ordinal);
        var host = token[..split];
        var pairs = token[(split + 2)..].Split('&').ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(pairs.Count);
            var pair = pairs[at];
            var cut = random.Next(pair.Length + 1);
            switch (random.Next(16))
            {
                case 0 or 1 or 2:
                    (pairs[at], pairs[^1]) = (pairs[^1], pair);
                    break;
                case 3 or 4 when cut < pair.Length && pair[cut] is not '%' and not '=':
                    // The same character, escaped: the same meaning, unless it stood within an escape.
                    pairs[at] = $"{pair[..cut]}%{(int)pair[cut]:X2}{pair[(cut + 1)..]}";
                    break;
                case 5:
                    pairs[at] = pair.Replace("%2F", random.Next(2) == 0 ? "/" : "%2f");
                    break;
                case 6:
                    pairs.Insert(random.Next(pairs.Count + 1), pair);
                    break;
                case 7 when pairs.Count > 1:
                    pairs.RemoveAt(at);
                    break;
                case 8:
                    pairs[at] = pair[..cut];
                    break;
                case 9:
                    pairs[at] = pair.Insert(cut, new[] { "%", "%0", "%zz", "%00", "%C3", "%ED%A0%80", "+", "=", "&", "/?", " ", "\u00E9", "\t", "#" }[random.Next(14)]);
                    break;
                case 10:
                    pairs.Add(new[] { "", "=", "x=", "X-Amz-Extra=1", "x-amz-date=20261125T120000Z", "DBUser=postgres", "Action=connect" }[random.Next(7)]);
                    break;
                case 11:
                    host = new[] { host.ToUpperInvariant(), host + ".", "https://" + host, host.Split(':')[0], host + "/", "evil.example:5432", "localhost:015433", "" }[random.Next(8)];
                    break;
                case 12:
                    pairs[at] = pair[..(pair.IndexOf('=') + 1)] + new[] { "", "0", "-1", "901", "1e3", "+900", " 900", "20261125T125960Z", "00000000T000000Z", "2147483648", new string('9', 400) }[random.Next(11)];
                    break;
                case 13 when cut < pair.Length:
                    pairs[at] = pair[..cut] + (char)random.Next(256) + pair[(cut + 1)..];
                    break;
                case 14 when pair.Contains('='):
                    pairs[at] = pair.ToLowerInvariant();
                    break;
                default:
                    break;
            }
        }
        var text = $"{host}/?{string.Join('&', pairs)}";
        return Encoding.Latin1.GetBytes(random.Next(40) == 0 ? text[..random.Next(text.Length)] : text);
    }

    /// <summary>Host and decoded parameters in one text, written another way than the gateway's reader; <c>null</c> when there is no such reading.</summary>
    private static string? Meaning(byte[] token)
    {
        var text = Encoding.Latin1.GetString(token);
        if (text.IndexOf("/?", StringComparison.Ordinal) is var split && split < 0 || StrayPercent().IsMatch(text)) return null;
        var pairs = text[(split + 2)..].Split('&').Select(pair => pair.Split('=', 2)).ToList();
        if (pairs.Exists(pair => pair.Length < 2)) return null;
        return text[..split] + "\n" + string.Join('\n', pairs.Select(pair => string.Join('\r', pair.Select(Uri.UnescapeDataString))).Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("%(?![0-9A-Fa-f]{2})")]
    private static partial Regex StrayPercent();

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
