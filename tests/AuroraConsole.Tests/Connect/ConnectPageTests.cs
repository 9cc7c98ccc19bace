using AngleSharp.Dom;
using AuroraConsole.Access;
using AuroraConsole.Connect;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace AuroraConsole.Tests.Connect;

public sealed class ConnectPageTests : BunitContext, IClassFixture<SandboxedRooms>
{
    private readonly SandboxedRooms _rooms;

    public ConnectPageTests(SandboxedRooms rooms)
    {
        _rooms = rooms;
        foreach (var type in new[] { typeof(TokenDesk), typeof(Preflight), typeof(AuroraConsole.Aws.DatabaseTrust), typeof(AuroraConsole.Database.RoleReader), typeof(AuroraConsole.Aws.SigningIdentity), typeof(AuroraConsole.Audit.AuditTrail), typeof(FleetWatch), typeof(AuroraConsole.Connect.Roles.IamLogins), typeof(AuroraConsole.Aws.AwsTarget) })
            Services.AddSingleton(type, rooms.Services.GetRequiredService(type));
        Services.AddSingleton<TimeProvider>(rooms.Time);
        Services.AddScoped<PageAddress>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        JSInterop.SetupModule("./js/connect.js").Mode = JSRuntimeMode.Loose;
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Fact]
    public async Task The_clusters_own_role_and_database_are_chosen_and_nothing_is_minted_by_looking()
    {
        var page = await RenderAsync();
        Assert.Equal("app_user", Value(page, "[data-testid=token-role]"));
        Assert.Equal("app", Value(page, "#connect-database"));
        Assert.Empty(page.FindAll("[data-testid=token-value]"));
        Assert.Contains("dbname=app user=app_user sslmode=verify-full", page.Find("[data-testid=token-snippet][data-client=psql]").TextContent);
    }

    [Fact]
    public async Task Each_client_shows_exactly_the_text_its_button_copies_and_files_without_a_secret()
    {
        var page = await RenderAsync();
        await MintAsync(page);
        foreach (var choice in page.FindAll("[data-client-choice]").Select(button => button.GetAttribute("data-client-choice")!).ToList())
        {
            await ClickAsync(page, $"[data-client-choice={choice}]");
            page.WaitForAssertion(() => Assert.Equal("true", page.Find($"[data-client-choice={choice}]").GetAttribute("aria-pressed")));
            Assert.NotEmpty(page.FindAll($"[data-testid=token-snippet][data-client={choice}]"));
            Assert.Equal(choice is "pgadmin" or "dbeaver" or "datagrip" ? 1 : 0, page.FindAll("a[href$='#paste-checker']").Count);
            foreach (var block in page.FindAll(".connect-block"))
                Assert.Equal(block.QuerySelector("[data-copy]")!.GetAttribute("data-copy"), block.QuerySelector("pre")!.TextContent);
            Assert.All(page.FindAll("a[download]"), file => Assert.DoesNotContain("X-Amz-Signature", Uri.UnescapeDataString(file.GetAttribute("href")!)));
            Assert.Equal(choice == "pgadmin" ? ["servers.json", "demo-token.sh", "demo-token.ps1"] : [], page.FindAll("a[download]").Select(file => file.GetAttribute("download")));
        }

        Assert.Contains("client=rust", Services.GetRequiredService<NavigationManager>().Uri);
    }

    [Fact]
    public async Task The_consoles_own_identity_is_shown_as_chosen_and_another_signer_is_in_every_command()
    {
        var page = await RenderAsync();
        var signer = page.Find("[data-testid=token-signer]");
        Assert.Equal("", signer.GetAttribute("value"));
        Assert.Equal(["", SandboxedRooms.SigningRole], signer.QuerySelectorAll("option").Take(2).Select(option => option.GetAttribute("value")));
        Assert.DoesNotContain("--signer", page.Markup);
        signer.Change(SandboxedRooms.SigningRole);
        page.WaitForAssertion(() => Assert.Contains($"--signer={SandboxedRooms.SigningRole}", page.Find("[data-client=psql-console]").TextContent));
        Assert.Contains($"role_arn = {SandboxedRooms.SigningRole}", page.Find("[data-testid=token-profile]").TextContent);
        page.Find("[data-testid=token-signer]").Change("");
        page.WaitForAssertion(() => Assert.DoesNotContain("--signer", page.Markup));
    }

    [Fact]
    public async Task The_master_is_last_never_chosen_by_itself_and_asked_for_a_reason()
    {
        var page = await RenderAsync(untagged: true);
        Assert.NotEqual("postgres", Value(page, "[data-testid=token-role]"));
        Assert.Contains("postgres", page.FindAll(".connect-roles label")[^1].TextContent);
        Assert.Empty(page.FindAll("[data-testid=token-reason]"));
        page.Find("[data-testid=token-role]").Input("postgres");
        page.WaitForElement("[data-testid=token-reason]").Input("create app_user");
        await ClickAsync(page, "[data-testid=token-mint]");
        page.WaitForElement("[data-testid=token-expiry]");
        var record = (await _rooms.Trail.ReadAsync(SandboxedRooms.Ann, 50, default)).First(record => record.Details?.GetValueOrDefault("role") == "postgres");
        Assert.Equal("create app_user", record.Details!["reason"]);
    }

    [Fact]
    public async Task A_token_is_masked_with_its_length_checksum_and_end()
    {
        var page = await RenderAsync();
        var token = await MintAsync(page);
        var input = page.Find("[data-testid=token-value]");
        Assert.Equal("password", input.GetAttribute("type"));
        Assert.True(input.HasAttribute("readonly"));
        Assert.Contains("X-Amz-Signature=", token);
        Assert.Equal(token.Length.ToString("N0"), page.Find("[data-testid=token-length]").TextContent);
        Assert.Equal(new AuroraConsole.Tokens.LoginToken(token).Checksum, page.Find("[data-testid=token-checksum]").TextContent);
        Assert.NotNull(page.Find("[data-testid=token-expiry]").GetAttribute("data-countdown"));

        await ClickAsync(page, "[data-testid=token-reveal]");
        page.WaitForAssertion(() => Assert.Equal("text", page.Find("[data-testid=token-value]").GetAttribute("type")));
        // The next one starts masked again.
        await ClickAsync(page, "[data-testid=token-mint]");
        page.WaitForAssertion(() => Assert.Equal("password", page.Find("[data-testid=token-value]").GetAttribute("type")));
    }

    [Fact]
    public async Task The_token_stands_in_its_own_field_and_nowhere_else_on_the_page()
    {
        var page = await RenderAsync();
        var token = await MintAsync(page);
        Assert.Single(page.Markup.Split(token.Split("X-Amz-Signature=")[1]), piece => !ReferenceEquals(piece, page.Markup) && piece.EndsWith("X-Amz-Signature=", StringComparison.Ordinal));
        Assert.DoesNotContain("X-Amz-Signature", Services.GetRequiredService<NavigationManager>().Uri);
    }

    [Fact]
    public async Task At_its_end_the_token_leaves_the_page_and_says_when()
    {
        var page = await RenderAsync();
        var token = await MintAsync(page);
        _rooms.Time.Turn(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Contains("This token ended at", page.Markup));
        Assert.DoesNotContain(token, page.Markup);
        Assert.Empty(page.FindAll("[data-testid=token-value]"));
        Assert.Contains("New token and copy", page.Find("[data-testid=token-mint]").TextContent);
    }

    [Theory]
    [InlineData("[data-testid=token-role]", "app_readonly", false)]
    [InlineData("#connect-database", "postgres", true)]
    public async Task Another_role_needs_another_token_another_database_does_not(string field, string value, bool stays)
    {
        var page = await RenderAsync();
        await MintAsync(page);
        page.Find(field).Input(value);
        page.Find(field).Change(value);
        page.WaitForAssertion(() =>
        {
            Assert.Equal(stays ? 1 : 0, page.FindAll("[data-testid=token-value]").Count);
            Assert.Contains($"={value}", page.Find("[data-testid=token-snippet]").TextContent);
            Assert.Contains($"={value}", Services.GetRequiredService<NavigationManager>().Uri);
        });
    }

    [Fact]
    public async Task Before_a_copy_an_old_token_is_replaced_and_a_fresh_one_kept()
    {
        var page = await RenderAsync();
        var panels = page.FindComponent<ConnectPanels>();
        Assert.True(await page.InvokeAsync(panels.Instance.EnsureTokenAsync));
        var first = Value(page, "[data-testid=token-value]");
        Assert.True(await page.InvokeAsync(panels.Instance.EnsureTokenAsync));
        Assert.Equal(first, Value(page, "[data-testid=token-value]"));
        _rooms.Time.Turn(TimeSpan.FromMinutes(14) + TimeSpan.FromSeconds(45));
        Assert.True(await page.InvokeAsync(panels.Instance.EnsureTokenAsync));
        Assert.NotEqual(first, Value(page, "[data-testid=token-value]"));
    }

    [Fact]
    public async Task A_refusal_stands_in_its_place_and_nothing_of_the_form_is_lost()
    {
        var page = await RenderAsync();
        page.Find("#connect-database").Input("orders");
        page.Find("[data-testid=token-role]").Input("rdsadmin");
        await ClickAsync(page, "[data-testid=token-mint]");
        page.WaitForAssertion(() => Assert.Contains("RoleReserved", page.Find("[data-testid=token-problem]").TextContent));
        Assert.Equal("true", page.Find("[data-testid=token-role]").GetAttribute("aria-invalid"));
        Assert.Equal("orders", Value(page, "#connect-database"));
        Assert.False(await page.InvokeAsync(page.FindComponent<ConnectPanels>().Instance.EnsureTokenAsync));
    }

    [Fact]
    public async Task Asked_to_mint_it_does_so_once_and_takes_that_out_of_the_address()
    {
        var navigation = Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo("clusters/us-east-1/demo/connect?mint=1&role=app_readonly&database=postgres");
        var page = await RenderAsync(parameters => parameters.Add(panel => panel.MintAsked, true).Add(panel => panel.RoleAsked, "app_readonly").Add(panel => panel.DatabaseAsked, "postgres"));
        Assert.Contains("DBUser=app_readonly", page.WaitForElement("[data-testid=token-value]").GetAttribute("value"));
        Assert.DoesNotContain("mint", navigation.Uri);
        Assert.Contains("role=app_readonly", navigation.Uri);
    }

    [Fact]
    public async Task An_address_never_mints_as_the_master()
    {
        var page = await RenderAsync(parameters => parameters.Add(panel => panel.MintAsked, true).Add(panel => panel.RoleAsked, "postgres"));
        Assert.Equal("postgres", Value(page, "[data-testid=token-role]"));
        Assert.Empty(page.FindAll("[data-testid=token-value]"));
    }

    [Fact]
    public async Task Before_the_circuit_lives_every_control_rests()
    {
        SetRendererInfo(new RendererInfo("Static", isInteractive: false));
        var page = await RenderAsync();
        foreach (var id in new[] { "token-role", "token-mint" })
            Assert.True(page.Find($"[data-testid={id}]").HasAttribute("disabled"), id);
        Assert.All(page.FindAll("input, select, button").Where(control => !control.ClassList.Contains("ac-copy")), control => Assert.True(control.HasAttribute("disabled"), control.OuterHtml));
    }

    [Fact]
    public async Task A_cluster_without_an_endpoint_waits_and_says_so()
    {
        var demo = await _rooms.DemoAsync() with { Endpoint = null, Status = "creating" };
        var page = Render(demo, _ => { });
        Assert.True(page.Find("[data-testid=token-mint]").HasAttribute("disabled"));
        Assert.Contains("no endpoint yet", page.Markup);
        Assert.Empty(page.FindAll("[data-testid=token-snippet]"));
    }

    private static string Value(IRenderedComponent<IComponent> page, string selector) => page.Find(selector).GetAttribute("value") ?? "";

    private static async Task<string> MintAsync(IRenderedComponent<IComponent> page)
    {
        await ClickAsync(page, "[data-testid=token-mint]");
        return page.WaitForElement("[data-testid=token-value]").GetAttribute("value")!;
    }

    // Found and clicked within the renderer's turn: checks that arrive in between would draw the element anew.
    private static Task ClickAsync(IRenderedComponent<IComponent> page, string selector) => page.InvokeAsync(() => page.Find(selector).Click());

    private async Task<IRenderedComponent<CascadingValue<Actor>>> RenderAsync(Action<ComponentParameterCollectionBuilder<ConnectPanels>>? parameters = null, bool untagged = false)
    {
        var demo = await _rooms.DemoAsync();
        var page = Render(untagged ? demo with { Tags = new Dictionary<string, string>() } : demo, parameters ?? (_ => { }));
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-testid=token-snippet]")));
        return page;
    }

    private IRenderedComponent<CascadingValue<Actor>> Render(Cluster cluster, Action<ComponentParameterCollectionBuilder<ConnectPanels>> parameters) =>
        Render<CascadingValue<Actor>>(actor => actor
            .Add(value => value.Value, SandboxedRooms.Ann)
            .AddChildContent<CascadingValue<Cluster>>(inner => inner
                .Add(value => value.Value, cluster)
                .AddChildContent(parameters)));
}
