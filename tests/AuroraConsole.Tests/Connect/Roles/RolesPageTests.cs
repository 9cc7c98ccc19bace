using AngleSharp.Dom;
using AuroraConsole.Access;
using AuroraConsole.Audit;
using AuroraConsole.Connect;
using AuroraConsole.Connect.Roles;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace AuroraConsole.Tests.Connect.Roles;

/// <summary>The pages of roles as somebody uses them, on real databases.</summary>
public sealed class RolesPageTests : BunitContext, IClassFixture<RoomsOnFoundPostgres>
{
    private readonly RoomsOnFoundPostgres _rooms;

    public RolesPageTests(RoomsOnFoundPostgres rooms)
    {
        _rooms = rooms;
        foreach (var type in new[] { typeof(RoleReader), typeof(RoleSetup), typeof(IamLogins), typeof(Preflight), typeof(AuditTrail), typeof(FleetWatch) })
            Services.AddSingleton(type, rooms.Services.GetRequiredService(type));
        Services.AddScoped<PageAddress>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Fact]
    public async Task Looking_at_the_page_opens_no_connection_and_reading_does_when_asked()
    {
        var before = await MintsAsync();
        var page = Render<RolesView>(await DemoAsync());
        Assert.Contains("The roles are not read yet", page.Markup);
        Assert.Equal(before, await MintsAsync());

        page.Find("[data-testid=roles-read]").Click();
        page.WaitForElement("[data-role=app_user]");
        Assert.Equal("token", page.Find("[data-role=app_user] td:nth-child(2)").TextContent);
        Assert.Equal("AWS only", page.Find("[data-role=rdsadmin] td:nth-child(2)").TextContent);
        var mint = (await _rooms.Trail.ReadAsync(SandboxedRooms.Ann, 5, default))[0];
        Assert.Equal(("MintToken", "postgres", "read roles"), (mint.Act, mint.Details!["role"], mint.Details["purpose"]));
    }

    [Fact]
    public async Task A_chosen_role_is_in_the_address_and_its_policy_beside_it()
    {
        var demo = await DemoAsync();
        var page = Render<RolesView>(demo);
        page.Find("[data-testid=roles-read]").Click();
        page.WaitForElement("[data-role=app_readonly] button").Click();
        page.WaitForAssertion(() => Assert.Contains(LoginPolicy.UserArn(demo, "app_readonly"), page.Find("[data-testid=policy-text]").TextContent));
        Assert.Contains("role=app_readonly", Services.GetRequiredService<NavigationManager>().Uri);
        Assert.Contains("app_readonly", page.Find("[data-testid=role-detail] h2").TextContent);
    }

    [Fact]
    public async Task A_failed_read_says_why_and_a_lost_master_can_be_repaired_in_two_steps()
    {
        var demo = await DemoAsync() with { MasterUser = "lost_master" };
        var page = Render<RolesView>(demo);
        page.Find("[data-testid=roles-read]").Click();
        page.WaitForAssertion(() => Assert.Contains("28P01", page.Markup));
        page.WaitForElement("[data-testid=master-repair] button").Click();
        page.WaitForElement("[data-testid=master-repair-confirm]").Click();
        page.WaitForAssertion(() => Assert.Contains("AWS was asked", page.Markup));
        Assert.Equal("master logs in by IAM again", (await _rooms.Trail.ReadAsync(SandboxedRooms.Ann, 5, default)).First(record => record.Act == nameof(Act.ModifyCluster)).Details!["change"]);
    }

    [Fact]
    public async Task Iam_logins_are_turned_on_in_two_steps_where_they_are_off()
    {
        var page = Render<RolesView>(await DemoAsync() with { IamAuthentication = false });
        page.Find("[data-testid=iam-on]").Click();
        page.WaitForElement("[data-testid=iam-on-confirm]").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid=iam-on-confirm]")));
        Assert.Equal(("IAM logins on", "succeeded"), (await _rooms.Trail.ReadAsync(SandboxedRooms.Ann, 5, default)).Where(record => record.Act == nameof(Act.ModifyCluster)).Select(record => (record.Details!["change"], record.State)).First());
    }

    [Fact]
    public async Task A_pasted_policy_is_judged_and_the_right_one_offered()
    {
        var demo = await DemoAsync();
        var page = Render<RolesView>(demo, parameters => parameters.Add(view => view.ViewAsked, "check").Add(view => view.RoleAsked, "app_user"));
        page.Find("[data-testid=policy-check-text]").Change(LoginPolicy.Document(demo with { ResourceId = "cluster-OLD" }, "app_user"));
        page.WaitForElement("[data-testid=policy-verdict][data-kind=Broken]");
        Assert.Contains("cluster-OLD is the resource id of another cluster", page.Markup);
        Assert.Contains(LoginPolicy.UserArn(demo, "app_user"), page.Find("[data-testid=policy-cure]").TextContent);
        page.Find("[data-testid=policy-check-text]").Change(LoginPolicy.Document(demo, "app_user"));
        page.WaitForElement("[data-testid=policy-verdict][data-kind=Available]");
    }

    [Fact]
    public async Task A_setup_is_looked_at_run_step_by_step_and_then_logs_in()
    {
        var page = Render<SetupForm>(await DemoAsync());
        page.Find("[data-testid=setup-database]").Input("page_db");
        page.Find("[data-testid=setup-schema]").Input("page");
        page.WaitForAssertion(() => Assert.Equal("page_owner", page.Find("[data-testid=setup-owner]").GetAttribute("value")));
        page.Find("[data-testid=setup-login]").Input("page_api");
        page.WaitForAssertion(() => Assert.Contains("GRANT rds_iam TO page_api;", page.Markup));
        page.Find("form").Submit();
        page.WaitForElement("[data-testid=setup-run]").Click();
        page.WaitForAssertion(() => Assert.Contains("Everything is there", page.Markup));
        Assert.All(page.FindAll("[data-testid=setup-step]"), step => Assert.Equal("done", step.GetAttribute("data-state")));
        var login = await _rooms.Services.GetRequiredService<Preflight>().LogInAsync(SandboxedRooms.Ann, await DemoAsync(), "page_db", "page_api");
        Assert.Equal(StatusKind.Available, login.Kind);
    }

    [Fact]
    public async Task Before_its_names_are_typed_a_setup_shows_where_they_go_and_nothing_to_copy()
    {
        var page = Render<SetupForm>(await DemoAsync());
        Assert.Contains("CREATE DATABASE …;", page.Markup);
        Assert.Contains("CREATE ROLE … LOGIN;", page.Markup);
        Assert.DoesNotContain("\"\";", page.Find("#setup-sql").ParentElement!.ParentElement!.TextContent);
        Assert.Empty(page.FindAll("[data-copy]"));
        page.Find("[data-testid=setup-database]").Input("named");
        page.Find("[data-testid=setup-login]").Input("named_api");
        page.WaitForAssertion(() => Assert.Contains("CREATE DATABASE named;", page.Find("[data-copy]").GetAttribute("data-copy")));
    }

    [Fact]
    public async Task A_setup_that_meets_what_exists_keeps_the_form_and_says_what()
    {
        var page = Render<SetupForm>(await DemoAsync());
        page.Find("[data-testid=setup-database]").Input("app");
        page.Find("[data-testid=setup-login]").Input("app_user");
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.Contains("Already there: database app, role app_readonly, role app_user", page.Find("[data-testid=setup-problem]").TextContent));
        Assert.Equal("app_user", page.Find("[data-testid=setup-login]").GetAttribute("value"));
        Assert.Empty(page.FindAll("[data-testid=setup-run]"));
        page.Find("[data-testid=setup-database]").Input("");
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.Equal("true", page.Find("[data-testid=setup-database]").GetAttribute("aria-invalid")));
    }

    [Fact]
    public async Task The_checks_of_a_login_open_tls_and_a_session_only_when_clicked_and_find_the_cause()
    {
        var demo = await DemoAsync();
        var before = await MintsAsync();
        var page = Render<WillItWork>(demo, parameters => parameters.Add(view => view.Cluster, demo).Add(view => view.Endpoint, ClusterEndpoint.Writer(demo)).Add(view => view.Database, "app").Add(view => view.Role, "not_there"));
        page.WaitForElement("[data-testid=check-tls]");
        Assert.Equal(before, await MintsAsync());
        page.Find("[data-testid=check-tls]").Click();
        page.WaitForAssertion(() => Assert.Equal("Available", Kind(page, Preflight.TlsName)));
        page.Find("[data-testid=check-login]").Click();
        page.WaitForElement("[data-testid=check-causes]").Click();
        page.WaitForAssertion(() => Assert.Equal("Broken", Kind(page, "Role exists")));
        Assert.Contains("CREATE ROLE not_there LOGIN;", page.Find("[data-check='Role exists'] pre").TextContent);
    }

    [Fact]
    public async Task Before_the_circuit_lives_every_control_rests()
    {
        SetRendererInfo(new RendererInfo("Static", isInteractive: false));
        foreach (var page in new IRenderedComponent<IComponent>[] { Render<RolesView>(await DemoAsync()), Render<SetupForm>(await DemoAsync()) })
            Assert.All(page.FindAll("input, select, textarea, button").Where(control => !control.ClassList.Contains("ac-copy")), control => Assert.True(control.HasAttribute("disabled") || control.Closest("fieldset[disabled]") is not null, control.OuterHtml));
    }

    // A test before may have had it changed.
    private async Task<Cluster> DemoAsync()
    {
        for (var tries = 0; ; tries++)
        {
            if ((await _rooms.Fleet.RefreshAsync(default)).Find(SandboxedRooms.Demo) is { IsAvailable: true } demo)
                return demo;
            Assert.True(tries < 600, "demo is not available again");
            await Task.Delay(50);
        }
    }

    private static string? Kind(IRenderedComponent<IComponent> page, string check) => page.Find($"[data-check='{check}']").GetAttribute("data-kind");

    private async Task<int> MintsAsync() => (await _rooms.Trail.ReadAsync(SandboxedRooms.Ann, 1000, default)).Count(record => record.Act == nameof(Act.MintToken));

    private IRenderedComponent<CascadingValue<Actor>> Render<T>(Cluster cluster, Action<ComponentParameterCollectionBuilder<T>>? parameters = null)
        where T : IComponent => Render<CascadingValue<Actor>>(actor => actor
            .Add(value => value.Value, SandboxedRooms.Ann)
            .AddChildContent<CascadingValue<Cluster>>(inner => inner.Add(value => value.Value, cluster).AddChildContent(parameters ?? (_ => { }))));
}
