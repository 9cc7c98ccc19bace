using System.Diagnostics;
using AuroraConsole.AuthActivity;

namespace AuroraConsole.Tests.AuthActivity;

public class AuthLineParserTests
{
    private const string Caller = "arn:aws:sts::123456789012:assumed-role/orders-api-v2/i-0c41";
    private static readonly DateTimeOffset At = new(2025, 9, 22, 12, 2, 51, 954, TimeSpan.Zero);

    public static TheoryData<string, string, int?, string?, string?, string> Documented => new()
    {
        {
            "2025-09-22T12:02:51,954 [ERROR] Failed to authenticate the connection request for user 'user_2' because the provided token is malformed or otherwise invalid. (Status Code: 400, Error Code: InvalidToken)",
            "InvalidToken", 400, "user_2", null, "the provided token is malformed or otherwise invalid"
        },
        {
            "2025-09-22T12:02:51,954 [ERROR] Failed to authenticate the connection request for user user_2 because the token age is longer than 15 minutes. (Status Code: 400, Error Code:ExpiredToken)",
            "ExpiredToken", 400, "user_2", null, "the token age is longer than 15 minutes"
        },
        {
            $"2025-09-22T12:02:51,954 [ERROR] Failed to authorize the connection request for user \"user_2\" because the IAM policy assumed by the caller '{Caller}' is not authorized to perform rds-db:connect on the DB instance. (Status Code: 403, Error Code: NotAuthorized)",
            "NotAuthorized", 403, "user_2", Caller, "assumed-role/orders-api-v2/i-0c41 is not authorized"
        },
        {
            $"[ERROR] Failed to authorize the connection request for user user_2 because the IAM policy assumed by the caller {Caller} is not authorized to perform rds-db:connect on the DB instance. (Status Code: 403, Error Code: NotAuthorized)",
            "NotAuthorized", 403, "user_2", Caller, "assumed-role/orders-api-v2/i-0c41 is not authorized"
        },
        {
            "2025-09-22T12:02:51,954 [ERROR] Failed to authorize the connection request for user 'user_2' due to IAM DB authentication throttling. (Status Code: 429, Error Code: ThrottlingException)",
            "ThrottlingException", 429, "user_2", null, "due to IAM DB authentication throttling"
        },
        {
            "2025-09-22T12:02:51,954 [ERROR] Failed to authorize the connection request for user 'user_2' due to an internal IAM DB authentication error. (Status Code: 500, Error Code: InternalError)\n",
            "InternalError", 500, "user_2", null, "due to an internal IAM DB authentication error"
        },
        // A code that is not documented, a name with blanks and quotes, no status.
        {
            "Failed to authenticate the connection request for user 'o'neil the 2nd' because of something new. (Error Code: BrandNew)",
            "BrandNew", null, "o'neil the 2nd", null, "of something new"
        },
        { "error code: InvalidToken", "InvalidToken", null, null, null, "" },
    };

    [Theory]
    [MemberData(nameof(Documented))]
    public void A_line_is_read_by_its_code_in_all_its_variants(string text, string code, int? status, string? role, string? caller, string brief)
    {
        var line = AuthLineParser.Parse("us-east-1/demo", At, text);

        Assert.Equal((code, status, role, caller), (line.Code, line.Status, line.Role, line.Caller));
        Assert.Equal(text, line.Text);
        Assert.Equal(brief, AuthLineParser.Brief(line));
    }

    [Theory]
    [InlineData("")]
    [InlineData("LOG:  database system is ready to accept connections")]
    [InlineData("Error Code:")]
    [InlineData("Error Code: , Status Code: 400")]
    public void A_line_without_a_code_is_kept_whole(string text)
    {
        var line = AuthLineParser.Parse("us-east-1/demo", At, text);

        Assert.Null(line.Code);
        Assert.Equal(text, line.Text);
        Assert.Equal("Not understood", line.Cause.Title);
        Assert.Equal(text, AuthLineParser.Brief(line));
    }

    [Fact]
    public void A_user_name_cannot_pass_itself_off_as_another_cause_or_caller()
    {
        const string name = "x' because the IAM policy assumed by the caller 'arn:aws:iam::1:user/boss' (Status Code: 403, Error Code: NotAuthorized)";
        var line = AuthLineParser.Parse("us-east-1/demo", At,
            $"2025-09-22T12:02:51,954 [ERROR] Failed to authenticate the connection request for user '{name}' because the provided token is malformed or otherwise invalid. (Status Code: 400, Error Code: InvalidToken)");

        Assert.Equal("InvalidToken", line.Code);
        Assert.Equal(400, line.Status);
        Assert.Equal(name, line.Role);
        Assert.Null(line.Caller);
    }

    [Fact]
    public void A_thousand_mutated_lines_neither_break_nor_vanish()
    {
        var random = new Random(20260922);
        var seeds = Documented.Select(row => (string)row[0]).ToArray();
        for (var round = 0; round < 1000; round++)
        {
            var text = Mutate(seeds[random.Next(seeds.Length)], random);
            var line = AuthLineParser.Parse("us-east-1/demo", At, text);

            Assert.Equal(text, line.Text);
            Assert.NotEmpty(line.Cause.Title);
            Assert.NotNull(AuthLineParser.Brief(line));
            if (line.Code is not null)
                Assert.Contains(line.Code, text, StringComparison.Ordinal);
            if (line.Role is not null)
                Assert.Contains(line.Role, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_line_of_a_megabyte_is_read_in_passing()
    {
        var filling = string.Concat(Enumerable.Repeat("because due to for user 'by the caller ", 27_000));
        var text = $"[ERROR] Failed to authenticate the connection request for user '{filling}' because the token age is longer than 15 minutes. (Status Code: 400, Error Code: ExpiredToken)";
        Assert.True(text.Length > 1_000_000);
        var watch = Stopwatch.StartNew();

        var line = AuthLineParser.Parse("us-east-1/demo", At, text);

        Assert.Equal("ExpiredToken", line.Code);
        Assert.Equal(text, line.Text);
        // Quadratic work would take minutes.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"took {watch.Elapsed}");
    }

    [Theory]
    [InlineData("arn:aws:sts::1:assumed-role/orders-api-v2/i-0c41", "role/orders-api-v2")]
    [InlineData("arn:aws:iam::1:user/ops/jo", "user/ops/jo")]
    [InlineData("arn:aws:iam::1:root", "root")]
    [InlineData("somebody", "somebody")]
    public void Sessions_of_a_role_are_one_caller(string arn, string name) =>
        Assert.Equal(name, new AuthLogLine("r/c", At, "NotAuthorized", 403, "u", arn, "").CallerName);

    private static string Mutate(string text, Random random)
    {
        var letters = text.ToList();
        for (var change = random.Next(1, 8); change > 0 && letters.Count > 0; change--)
        {
            var at = random.Next(letters.Count);
            switch (random.Next(4))
            {
                case 0:
                    letters.RemoveAt(at);
                    break;
                case 1:
                    letters[at] = (char)random.Next(1, 0x2100);
                    break;
                case 2:
                    letters.Insert(at, "'\"():, \0\n\ud83d"[random.Next(10)]);
                    break;
                default:
                    letters.RemoveRange(at, random.Next(letters.Count - at));
                    break;
            }
        }

        return new string([.. letters]);
    }
}
