using System.IO.Compression;
using System.Text.Json;
using AuroraConsole.Access;
using AuroraConsole.Audit;
using AuroraConsole.AuthActivity;
using AuroraConsole.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace AuroraConsole.Tests.AuthActivity;

public class AuthExportTests(AuthRoom room) : IClassFixture<AuthRoom>
{
    private static readonly AuthRequest Hour = new(null, "1h", null, null, null, null, null, null, null, null, null);

    private AuthExport Export => room.Services.GetRequiredService<AuthExport>();

    [Fact]
    public async Task The_zip_holds_the_lines_that_are_shown_and_says_what_they_are()
    {
        using var log = room.Watch.LookAtLog(AuthRoom.Ann, Hour.Query, static () => { });
        using var logins = room.Watch.LookAtLogins(AuthRoom.Ann, Hour.Query, static () => { });
        // A line may arrive before the sample that counts it.
        await AuthRoom.EventuallyAsync(() => log.Current?.Lines.Count > 0 && logins.Current?.Sum.Total(LoginMetric.Failure) > 0, "a bad login");

        var (files, manifest) = await ZipAsync(Hour, asJson: true);

        var lines = files["lines.jsonl"].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(manifest.GetProperty("lines").GetInt32(), lines.Count);
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Contains(line.GetProperty("code").GetString()!, line.GetProperty("text").GetString(), StringComparison.Ordinal));
        Assert.Equal("1h", manifest.GetProperty("filters").GetProperty("range").GetString());
        Assert.True(manifest.GetProperty("notDelivered").GetInt64() >= 0);
        var cluster = Assert.Single(manifest.GetProperty("clusters").EnumerateArray());
        Assert.Contains("/aws/rds/cluster/demo/iam-db-auth-error", cluster.GetProperty("query").GetString(), StringComparison.Ordinal);

        var record = (await room.Services.GetRequiredService<AuditTrail>().ReadAsync(AuthRoom.Ann, 1, default))[0];
        Assert.Equal((nameof(Act.ExportResult), "succeeded"), (record.Act, record.State));
    }

    [Fact]
    public async Task Filters_hold_in_the_file_too()
    {
        var (files, manifest) = await ZipAsync(Hour with { Role = "nobody_has_this" }, asJson: false);

        Assert.Equal("time,cluster,code,cause,status,role,caller,text\n", files["lines.csv"]);
        Assert.Equal(0, manifest.GetProperty("lines").GetInt32());
        Assert.Equal("nobody_has_this", manifest.GetProperty("filters").GetProperty("role").GetString());
    }

    [Fact]
    public async Task What_a_client_sent_cannot_run_in_a_spreadsheet_nor_break_a_row()
    {
        var line = Sample.Line("InvalidToken", "=cmd|' /C calc'!A0") with { Text = "first,\"second\"\nthird" };
        var output = new MemoryStream();
        var (_, manifest) = await Export.LinesAsync(AuthRoom.Ann, Hour, default);

        await Export.WriteZipAsync(AuthRoom.Ann, Hour, asJson: false, new AuthLines([line]), manifest, output, default);

        Assert.EndsWith(",InvalidToken,Token malformed,400,'=cmd|' /C calc'!A0,,\"first,\"\"second\"\"\nthird\"\n", Files(output)["lines.csv"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_have_a_row_a_minute_and_an_empty_cell_for_a_gap()
    {
        var rows = (await Export.FiguresAsync(AuthRoom.Ann, Hour with { Range = "15m" }, default)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(16, rows.Length);
        Assert.StartsWith("from,seconds,may_still_change,IamDbAuthConnectionRequests,", rows[0], StringComparison.Ordinal);
        Assert.EndsWith("Z,60,no,,,,,,,", rows[1], StringComparison.Ordinal);
        Assert.Contains(",60,yes,", rows[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_signed_in_takes_anything_away()
    {
        Assert.Equal(403, (await Assert.ThrowsAsync<ProblemException>(() => Export.LinesAsync(Actor.Nobody, Hour, default))).Problem.Status);
        Assert.Equal(403, (await Assert.ThrowsAsync<ProblemException>(() => Export.FiguresAsync(Actor.Nobody, Hour, default))).Problem.Status);
        Assert.Equal(403, (await Assert.ThrowsAsync<ProblemException>(() => Export.LineAsync(Actor.Nobody, Hour, "x", default))).Problem.Status);
        Assert.Equal(404, (await Assert.ThrowsAsync<ProblemException>(() => Export.LineAsync(AuthRoom.Ann, Hour, "x", default))).Problem.Status);
    }

    private static Dictionary<string, string> Files(MemoryStream output)
    {
        output.Position = 0;
        using var zip = new ZipArchive(output, ZipArchiveMode.Read, leaveOpen: true);
        return zip.Entries.ToDictionary(entry => entry.Name, entry => new StreamReader(entry.Open()).ReadToEnd());
    }

    private async Task<(Dictionary<string, string> Files, JsonElement Manifest)> ZipAsync(AuthRequest request, bool asJson)
    {
        var output = new MemoryStream();
        var (lines, manifest) = await Export.LinesAsync(AuthRoom.Ann, request, default);
        await Export.WriteZipAsync(AuthRoom.Ann, request, asJson, lines, manifest, output, default);
        var files = Files(output);
        return (files, JsonDocument.Parse(files["manifest.json"]).RootElement);
    }
}
