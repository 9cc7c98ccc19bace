using AuroraConsole.AuthActivity;
using AuroraConsole.AuthActivity.Why;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace AuroraConsole.Tests.AuthActivity.Why;

/// <summary>The panel and the box of what CloudWatch cannot see, on a real sandbox with its database.</summary>
public sealed class WhyPanelTests : BunitContext, IClassFixture<AuthRoom>
{
    private readonly AuthRoom _room;

    public WhyPanelTests(AuthRoom room)
    {
        _room = room;
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(room.Watch);
        Services.AddSingleton(room.Services.GetRequiredService<LoginDiagnosis>());
        Services.AddScoped(_ => room.Services.CreateScope().ServiceProvider.GetRequiredService<RoleAnswers>());
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    private Cluster Demo => _room.Fleet.Current.Find(AuthRoom.Demo)!;

    [Fact]
    public async Task The_wrong_part_of_the_policys_resource_stands_above_the_right_one()
    {
        await _room.AllowAsync("panel", LoginPolicy.UserArn(Demo with { ResourceId = "demo" }, "app_user"));
        var panel = Panel(Sample.Line("NotAuthorized", "app_user", "arn:aws:sts::000000000000:assumed-role/panel/i-0c41aa22", cluster: AuthRoom.Demo));

        panel.WaitForElement("[data-testid=arn-marks]");
        Assert.Equal("demo", panel.Find(".ck-wrong").TextContent);
        Assert.Equal(Demo.ResourceId, panel.Find(".ck-right").TextContent);
        Assert.Contains("names the cluster's name", panel.Find("[data-testid=auth-why-sentence]").TextContent, StringComparison.Ordinal);
        Assert.Equal(LoginPolicy.Document(Demo, "app_user"), panel.Find("[data-testid=auth-cure]").TextContent);
        Assert.Contains("EC2 instance", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pasted_policy_is_judged_in_place()
    {
        var panel = Panel(Sample.Line("NotAuthorized", "app_user", "arn:aws:iam::000000000000:user/SANDBOXDENIED", cluster: AuthRoom.Demo));
        // Nothing else is drawn once the findings are here.
        panel.WaitForElement("[data-testid=auth-findings]");
        panel.Find("[data-testid=auth-policy-text]").Change(LoginPolicy.Document(Demo with { Region = "eu-west-1" }, "app_user"));

        panel.WaitForElement("[data-testid=auth-policy-verdict][data-kind=Broken]");
        Assert.Equal("eu-west-1", panel.Find("[data-testid=auth-policy-verdict] .ck-wrong").TextContent);
        panel.Find("[data-testid=auth-policy-text]").Change(LoginPolicy.Document(Demo, "app_user"));
        panel.WaitForElement("[data-testid=auth-policy-verdict][data-kind=Available]");
    }

    [Fact]
    public void A_line_that_is_not_understood_is_shown_as_it_came()
    {
        var panel = Panel(Sample.Line("x", cluster: AuthRoom.Demo) with { Code = null, Role = null, Text = "something new" });

        Assert.Contains("no error code", panel.Find("[data-testid=auth-why-sentence]").TextContent, StringComparison.Ordinal);
        Assert.Equal("something new", panel.FindAll("pre")[^1].TextContent);
        Assert.Empty(panel.FindAll("[data-testid=auth-cure]"));
    }

    [Fact]
    public void The_database_is_asked_on_a_click_and_its_answer_is_kept_for_the_page()
    {
        var first = Check("nobody_here");
        Assert.Contains("wakes a paused cluster", first.Markup, StringComparison.Ordinal);
        first.Find("[data-testid=role-check-ask]").Click();
        first.WaitForElement("[data-testid=role-check-answer]");

        Assert.Equal("Broken", first.Find("[data-check='Role exists']").GetAttribute("data-kind"));
        Assert.Contains("CREATE ROLE nobody_here LOGIN;\nGRANT rds_iam TO nobody_here;", first.Find("pre").TextContent, StringComparison.Ordinal);
        // Another place of the same page shows it without asking again.
        var again = Check("nobody_here");
        again.WaitForAssertion(() => Assert.Contains("read as postgres", again.Markup, StringComparison.Ordinal));
        Assert.Empty(Check("nobody_else").FindAll("[data-testid=role-check-answer]"));
    }

    [Fact]
    public void A_role_that_cannot_read_it_makes_the_answer_not_known()
    {
        var check = Check("app_user");
        check.Find("[data-testid=role-check-as]").Input("no_such_role");
        check.WaitForElement("[data-testid=role-check-as][value=no_such_role]");
        check.Find("[data-testid=role-check-ask]").Click();
        check.WaitForElement("[data-testid=role-check-answer]");

        Assert.Equal("Unknown", check.Find("[data-check=Roles]").GetAttribute("data-kind"));
        Assert.Contains("not known: no_such_role cannot read them", check.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void The_box_says_what_cannot_be_seen_and_asks_nothing_by_itself()
    {
        (string? Role, string? ClusterKey) asked = default;
        var box = Render<UnseenFailures>(parameters => parameters
            .Add(component => component.Clusters, _room.Fleet.Current.Clusters).Add(component => component.Role, "app_readonly")
            .Add(component => component.OnChange, EventCallback.Factory.Create<(string? Role, string? ClusterKey)>(this, change => asked = change)).AddCascadingValue(AuthRoom.Ann));
        Assert.Contains("28P01", box.Markup, StringComparison.Ordinal);
        Assert.Empty(box.FindAll("[data-testid=role-check]"));

        box.Find("[data-testid=auth-unseen-cluster]").Change(AuthRoom.Demo);
        box.WaitForAssertion(() => Assert.Equal(("app_readonly", AuthRoom.Demo), asked));
        box.Render(parameters => parameters.Add(component => component.ClusterKey, AuthRoom.Demo));
        Assert.Empty(box.FindAll("[data-testid=role-check-answer]"));
        box.WaitForElement("[data-testid=role-check-ask]").Click();
        box.WaitForElement("[data-check=rds_iam][data-kind=Available]");
    }

    [Fact]
    public void A_success_after_the_cure_is_told_and_ends_the_watch()
    {
        var watch = Render<NextSuccess>(parameters => parameters
            .Add(component => component.Group, Assert.Single(AuthGroup.Of([Sample.Line("NotAuthorized", cluster: AuthRoom.Demo)]))).AddCascadingValue(AuthRoom.Ann));
        watch.Find("[data-testid=next-success-watch]").Click();
        watch.WaitForElement("[data-testid=next-success][data-state=watching]");

        // The demo's own program logs in every 20 s.
        watch.WaitForElement("[data-testid=next-success][data-state=succeeded]", TimeSpan.FromSeconds(100));
        Assert.Contains("to demo succeeded", watch.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<AuthDiagnosis> Panel(AuthLogLine line) => Render<AuthDiagnosis>(parameters => parameters
        .Add(component => component.Group, Assert.Single(AuthGroup.Of([line]))).Add(component => component.Cluster, Demo).AddCascadingValue(AuthRoom.Ann));

    private IRenderedComponent<RoleCheck> Check(string role) => Render<RoleCheck>(parameters => parameters
        .Add(component => component.Cluster, Demo).Add(component => component.Role, role).AddCascadingValue(AuthRoom.Ann));
}
