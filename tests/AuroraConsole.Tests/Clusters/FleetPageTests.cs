using AuroraConsole.Access;
using AuroraConsole.Clusters;
using AuroraConsole.Shared;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Radzen;

namespace AuroraConsole.Tests.Clusters;

/// <summary>The fleet page over the sandbox's account.</summary>
public sealed class FleetPageTests : BunitContext, IClassFixture<ClustersHost>
{
    public FleetPageTests(ClustersHost host)
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        JSInterop.SetupModule("./js/clusters.js").Mode = JSRuntimeMode.Loose;
        Services.AddRadzenComponents();
        Services.AddScoped<PageAddress>();
        Services.AddFallbackServiceProvider(host.Services);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Fact]
    public void Shows_each_cluster_as_a_row_that_tests_and_scripts_find()
    {
        var page = Page();

        var row = page.WaitForElement("[data-testid=cluster-grid] tr[data-testid=cluster-row]");

        Assert.Equal("us-east-1/demo", row.GetAttribute("data-cluster"));
        Assert.Contains("Available", row.QuerySelector("[data-testid=cluster-status]")!.TextContent);
        Assert.Equal("clusters/us-east-1/demo", row.QuerySelector("a.cl-name")!.GetAttribute("href"));
        Assert.False(page.Find("[data-testid=create-cluster]").HasAttribute("disabled"));
        Assert.Contains("It never wakes a database", page.Markup);
    }

    [Fact]
    public void What_is_searched_for_goes_into_the_address_and_a_search_without_a_hit_says_so()
    {
        var page = Page();
        page.WaitForElement("[data-testid=cluster-row]");

        page.Find("input[data-key='/']").Input("nowhere");

        page.WaitForAssertion(() => Assert.EndsWith("?q=nowhere", Services.GetRequiredService<NavigationManager>().Uri));
        page.WaitForAssertion(() => Assert.Contains("No cluster matches", page.Markup));
        page.FindAll("button").Single(button => button.TextContent.Contains("Clear filters", StringComparison.Ordinal) && button.ClassList.Contains("ac-btn")).Click();
        page.WaitForElement("[data-testid=cluster-row]");
    }

    [Fact]
    public async Task Shows_nothing_to_who_may_not_look()
    {
        var error = await Assert.ThrowsAnyAsync<ProblemException>(() => Task.Run(() => Render<FleetPage>(parameters => parameters.AddCascadingValue(Actor.Nobody))));

        Assert.Equal("AccessDenied", error.Problem.Code);
    }

    private IRenderedComponent<FleetPage> Page() => Render<FleetPage>(parameters => parameters.AddCascadingValue(OperationHouse.Ann));
}
