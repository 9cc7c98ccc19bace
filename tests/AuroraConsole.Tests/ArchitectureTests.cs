using System.Text.RegularExpressions;

namespace AuroraConsole.Tests;

/// <summary>The doors of the house: which room may call which, read from the sources.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string Source = Path.Combine(RepositoryRoot(), "src", "AuroraConsole");

    private static readonly string[] Commons = ["Access", "Audit", "Aws", "Fleet", "Layout", "Shared"];

    private static readonly Dictionary<string, string[]> Doors = new()
    {
        ["Connect"] = ["Tokens", "Database", "Checks"],
        ["Checks"] = ["Database"],
        ["Database"] = ["Tokens"],
        ["Query"] = ["Database"],
        ["Activity"] = ["Database"],
        ["AuthActivity"] = ["Checks"],
        ["Clusters"] = ["Database", "AuthActivity"],
        ["Tokens"] = [],
        ["Access"] = [],
        ["Audit"] = [],
        ["Aws"] = [],
        ["Fleet"] = [],
        ["Layout"] = [],
        ["Shared"] = [],
    };

    public static TheoryData<string> Rooms => [.. RoomNames];

    private static IEnumerable<string> RoomNames => Directory.GetDirectories(Source).Select(folder => Path.GetFileName(folder)!).Where(name => name is not ("bin" or "obj"));

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_goes_through_its_doors_only(string room)
    {
        Assert.True(Doors.ContainsKey(room), $"{room} is not on the plan of the house.");
        var allowed = Commons.Concat(Doors[room]).Append(room).Append("Sql").ToHashSet();
        foreach (var (file, text) in Files(room))
        {
            foreach (var used in RoomReference().Matches(text).Select(match => match.Groups[1].Value).Distinct())
                Assert.True(allowed.Contains(used) || !Directory.Exists(Path.Combine(Source, used)), $"{file} reaches into {used}; {room} has no door there.");
        }
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Only_the_composition_knows_the_target(string room)
    {
        foreach (var (file, text) in Files(room))
        {
            Assert.False(text.Contains("AuroraConsole.Sandbox", StringComparison.Ordinal), $"{file} knows the sandbox.");
            Assert.False(text.Contains("ConsoleOptions.Target", StringComparison.Ordinal) || text.Contains("onsole.Target", StringComparison.Ordinal), $"{file} asks for the target.");
        }
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Components_ask_their_room_and_never_the_clients_below_it(string room)
    {
        foreach (var (file, text) in Files(room).Where(file => file.Name.EndsWith(".razor", StringComparison.Ordinal) || file.Name.EndsWith(".razor.cs", StringComparison.Ordinal)))
            Assert.False(LowLevelClient().IsMatch(text), $"{file} holds a client of AWS or PostgreSQL.");
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Nothing_from_outside_is_drawn_as_markup(string room)
    {
        foreach (var (file, text) in Files(room))
            Assert.False(text.Contains("MarkupString", StringComparison.Ordinal), $"{file} draws raw HTML.");
    }

    [Fact]
    public void Every_token_that_is_drawn_with_is_in_the_sheet()
    {
        var assets = Path.Combine(RepositoryRoot(), "wwwroot");
        var sheets = new[] { "css", "js" }.SelectMany(kind => Directory.EnumerateFiles(Path.Combine(assets, kind), $"*.{kind}")).Select(File.ReadAllText);
        var components = RoomNames.SelectMany(Files).Select(file => file.Text);
        var all = string.Join('\n', sheets.Concat(components));
        var defined = TokenDefined().Matches(all).Select(match => match.Groups[1].Value).ToHashSet();
        var used = TokenUsed().Matches(all).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Empty(used.Except(defined));
    }

    private static IEnumerable<(string Name, string Text)> Files(string room) =>
        Directory.EnumerateFiles(Path.Combine(Source, room), "*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal))
            .Select(file => (Path.GetRelativePath(Source, file), File.ReadAllText(file)));

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AuroraConsole.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex(@"(--ac-[\w-]+)\s*:")]
    private static partial Regex TokenDefined();

    [GeneratedRegex(@"(?:var\(|['""`])(--ac-[\w-]+)")]
    private static partial Regex TokenUsed();

    [GeneratedRegex(@"(?<!\.)\bAuroraConsole\.(\w+)")]
    private static partial Regex RoomReference();

    [GeneratedRegex(@"\b(IAmazon\w+|AwsClients|NpgsqlConnection|NpgsqlDataSource)\b")]
    private static partial Regex LowLevelClient();
}
