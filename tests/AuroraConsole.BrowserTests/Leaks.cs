using System.Text;
using System.Text.RegularExpressions;

namespace AuroraConsole.BrowserTests;

/// <summary>Looks for secrets where none may be: in what the programs printed and in what the console keeps.</summary>
internal static partial class Leaks
{
    // Rows are what results are for, and the keys that sign cookies are kept beside them, both for their owner alone.
    private static readonly string[] MeantForThem = ["results", "keys"];

    /// <summary>Where a login token's signature, or one of the <paramref name="marks"/>, stands; empty when nowhere.</summary>
    public static IReadOnlyList<string> In(ConsoleUnderTest console, params string[] marks)
    {
        var found = new List<string>();
        Look("the output", console.Output);
        if (!Directory.Exists(console.ConsoleData))
            return found;
        foreach (var file in Directory.EnumerateFiles(console.ConsoleData, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(console.ConsoleData, file);
            if (!MeantForThem.Contains(name.Split(Path.DirectorySeparatorChar)[0]))
                Look(name, Encoding.UTF8.GetString(File.ReadAllBytes(file)));
        }

        return found;

        void Look(string where, string text) => found.AddRange(Of(text, marks).Select(what => $"{what} stands in {where}"));
    }

    /// <summary>The secrets within a text.</summary>
    public static IEnumerable<string> Of(string text, params string[] marks) =>
        marks.Where(mark => text.Contains(mark, StringComparison.Ordinal)).Concat(TokenSignature().IsMatch(text) ? ["a login token"] : []);

    // Raw, percent-encoded once or twice, or within JSON.
    [GeneratedRegex(@"X-Amz-Signature(=|%3D|%253D|\\u003[dD])[0-9a-f]{16,}")]
    private static partial Regex TokenSignature();
}
