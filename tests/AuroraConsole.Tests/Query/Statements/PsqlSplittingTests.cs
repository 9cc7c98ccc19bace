using System.Text;
using System.Text.RegularExpressions;
using AuroraConsole.Query.Statements;

namespace AuroraConsole.Tests.Query.Statements;

/// <summary>Random texts are split as psql itself splits them: psql runs each file, and what it sends stands in its log.</summary>
[Collection(nameof(QueryHost))]
public sealed partial class PsqlSplittingTests(QueryHost host)
{
    private const int Texts = 2_000;

    // Left out, because psql differs on purpose or by version: texts with a backslash outside of quotes (its commands), a name glued to a number (15 cuts after
    // its first letter), NUL (ends its line). psql scans line by line, so an E'' is not continued over a line end there; the server continues it.
    private static readonly string[] Common =
    [
        "'", "''", "\"", "$$", "$a$", "$é$", "$1 ", "--", "/*", "*/", " ", " ; ", ";", "\t", "(", ")", " begin ", " atomic ", " end ", " case ", "create function f() returns int ", "create or replace procedure p() ",
        " create ", " select ", "1 ", "1.5e3 ", "::", ":", ":=", "a", "é", "😀", "=", "&", "$", "_", "-", "*", "/", "U&'", "u&\"", "x'", "b'", "n'", " e ", "<->", "@-", "+-", "[1:2]", "{", "?|",
    ];

    [Fact]
    public async Task Two_thousand_random_texts_are_split_as_psql_splits_them()
    {
        var folder = Directory.CreateTempSubdirectory("ac-split-").FullName;
        try
        {
            var texts = Enumerable.Range(0, int.MaxValue).Select(Make).Where(text => SqlLexer.Read(text).All(token => token.Kind != SqlTokenKind.PsqlCommand)).Take(Texts).ToList();
            var script = new StringBuilder();
            for (var index = 0; index < texts.Count; index++)
            {
                await File.WriteAllTextAsync(Path.Combine(folder, $"{index}.sql"), texts[index]);
                script.Append($"select 'text {index}';\n\\i {folder}/{index}.sql\n");
            }

            await File.WriteAllTextAsync(Path.Combine(folder, "all.sql"), script.ToString());
            var log = Path.Combine(folder, "psql.log");
            await File.WriteAllTextAsync(log, "");
            // psql runs as the server's user.
            foreach (var path in OperatingSystem.IsWindows() ? [] : Directory.EnumerateFiles(folder).Append(folder))
#pragma warning disable CA1416 // Asked in the line above.
                File.SetUnixFileMode(path, (UnixFileMode)0b111_111_111);
#pragma warning restore CA1416
            await host.Postgres.PsqlScriptAsync(Path.Combine(folder, "all.sql"), log);

            var sent = Sent().Matches(await File.ReadAllTextAsync(log)).Select(match => match.Groups[1].Value).ToList();
            for (var index = 0; index < texts.Count; index++)
            {
                var from = sent.IndexOf($"select 'text {index}';") + 1;
                var to = index + 1 < texts.Count ? sent.IndexOf($"select 'text {index + 1}';") : sent.Count;
                var theirs = sent[from..to].Where(HasSubstance).ToList();
                var ours = StatementSplitter.Split(texts[index]).Select(statement => statement.Text).ToList();
                Assert.True(theirs.Count == ours.Count && theirs.Zip(ours).All(pair => IsSame(pair.First, pair.Second)), $"{texts[index]}\n--- psql\n{string.Join("\n|", theirs)}\n--- here\n{string.Join("\n|", ours)}");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Make(int seed)
    {
        var random = new Random(seed * 7919 + 17);
        // One line with escapes, or many without.
        string[] pieces = random.Next(2) == 0 ? [.. Common, "E'", "e'", " E'\\'", " E'\\\\"] : [.. Common, "\n", "\r\n", "\n'"];
        return string.Concat(Enumerable.Range(0, random.Next(3, 40)).Select(_ => pieces[random.Next(pieces.Length)]));
    }

    // psql sends the semicolon, and drops some comments, empty lines and the line end at the end of a file: what means something is compared.
    private static bool IsSame(string theirs, string ours)
    {
        var (sent, here) = (Substance(theirs), Substance(ours));
        return (sent[^1] == ";" && here[^1] != ";" ? sent[..^1] : sent).SequenceEqual(here);
    }

    private static List<string> Substance(string text) => [.. SqlLexer.Read(text).Where(token => !token.IsTrivia).Select(token => token.In(text).TrimEnd('\n').ToString())];

    private static bool HasSubstance(string text) => SqlLexer.Read(text).Any(token => !token.IsTrivia && token.Kind != SqlTokenKind.Semicolon);

    [GeneratedRegex(@"^\*{9} QUERY \*{10}\n(.*?)\n\*{26}\n", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Sent();
}
