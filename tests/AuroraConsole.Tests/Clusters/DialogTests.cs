using Amazon.Runtime;
using AngleSharp.Dom;
using AuroraConsole.Access;
using AuroraConsole.Aws;
using AuroraConsole.Clusters;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Radzen;

namespace AuroraConsole.Tests.Clusters;

public sealed class DialogTests : BunitContext
{
    private readonly OperationHouse _house = new();

    public DialogTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        var aws = new AwsClients(new AwsCredentialSource(new AnonymousAWSCredentials(), "test", ["us-east-1"]), new AwsOptions { ServiceUrl = "http://127.0.0.1:1" });
        Services.AddRadzenComponents();
        Services.AddOptions<ClusterPrices>();
        Services.AddSingleton(TimeProvider.System)
            .AddSingleton(_house.Operations)
            .AddSingleton(_house.Trail)
            .AddSingleton(new ClusterDefaults(Protect: true))
            .AddSingleton(aws)
            .AddSingleton(new RdsRegions(["us-east-1"], _ => _house.Rds.Client))
            .AddSingleton(new FleetWatch(aws, TimeProvider.System, NullLogger<FleetWatch>.Instance))
            .AddSingleton<ClusterRecords>()
            .AddScoped<Toasts>();
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Fact]
    public async Task A_refusal_stands_at_its_field_and_the_form_keeps_all_that_was_typed()
    {
        _house.Rds.CreateFails = RdsInMemory.Refusal("DBClusterQuotaExceededFault");
        var dialog = Render<CreateDialog>(parameters => parameters.AddCascadingValue(OperationHouse.Ann));
        await dialog.Find("[data-testid=create-name]").InputAsync("Orders");
        await dialog.Find("[data-testid=create-min-acu]").InputAsync("0.5");
        await dialog.Find("[data-testid=create-max-acu]").InputAsync("12");
        await dialog.Find("#create-tags").InputAsync("env=dev,");
        await dialog.Find("[data-testid=create-protection]").ChangeAsync(false);

        await dialog.Find("#create-form").SubmitAsync();

        dialog.WaitForAssertion(() => Assert.Contains("quota", dialog.Find(".ac-error").TextContent));
        Assert.Equal("DBClusterQuotaExceededFault", dialog.Find("[data-testid=field-code]").TextContent);
        Assert.Equal(("Orders", "0.5", "12"), (Value(dialog, "create-name"), Value(dialog, "create-min-acu"), Value(dialog, "create-max-acu")));
        Assert.Contains("env=dev", dialog.Markup);
        Assert.False(dialog.Find("[data-testid=create-protection]").HasAttribute("checked"));
        Assert.False(dialog.Find("[data-testid=create-submit]").HasAttribute("disabled"));
    }

    [Fact]
    public async Task A_least_above_the_most_is_said_and_the_dialog_lives()
    {
        var dialog = Render<CreateDialog>(parameters => parameters.AddCascadingValue(OperationHouse.Ann));
        await dialog.Find("[data-testid=create-name]").InputAsync("orders");
        await dialog.Find("[data-testid=create-max-acu]").InputAsync("4");
        await dialog.Find("[data-testid=create-min-acu]").InputAsync("8");

        await dialog.Find("#create-form").SubmitAsync();

        dialog.WaitForAssertion(() => Assert.Contains("above the most", dialog.Find(".ac-error").TextContent));
        Assert.Equal("8", Value(dialog, "create-min-acu"));
    }

    [Fact]
    public async Task A_taken_name_is_said_with_the_code_and_forgiven_when_it_is_changed()
    {
        _house.Rds.Add("orders");
        var dialog = Render<CreateDialog>(parameters => parameters.AddCascadingValue(OperationHouse.Ann));
        await dialog.Find("[data-testid=create-name]").InputAsync("orders");

        await dialog.Find("#create-form").SubmitAsync();

        dialog.WaitForAssertion(() => Assert.Contains("already has a cluster named orders", dialog.Find("#create-name-note").TextContent));
        Assert.Equal("DBClusterAlreadyExistsFault", dialog.Find("[data-testid=field-code]").TextContent);
        Assert.Equal("true", dialog.Find("[data-testid=create-name]").GetAttribute("aria-invalid"));
        await dialog.Find("[data-testid=create-name]").InputAsync("orders-2");
        dialog.WaitForAssertion(() => Assert.Contains("Free in us-east-1", dialog.Find("#create-name-note").TextContent));
        Assert.Empty(dialog.FindAll("[data-testid=field-code]"));
    }

    [Fact]
    public async Task What_is_wrong_is_said_while_typing_and_never_sent()
    {
        var dialog = Render<CreateDialog>(parameters => parameters.AddCascadingValue(OperationHouse.Ann));
        await dialog.Find("[data-testid=create-name]").InputAsync("a--b");
        dialog.WaitForAssertion(() => Assert.Contains("two hyphens in a row", dialog.Find("#create-name-note").TextContent));
        await dialog.Find("[data-testid=create-name]").InputAsync("orders");
        await dialog.Find("[data-testid=create-max-acu]").InputAsync("x");
        dialog.WaitForAssertion(() => Assert.Contains("1 to 256 ACU", dialog.Markup));

        await dialog.Find("#create-form").SubmitAsync();

        Assert.Empty(_house.Rds.Acts);
    }

    [Fact]
    public void A_form_with_changes_asks_before_it_is_thrown_away()
    {
        var dialog = Render<CreateDialog>(parameters => parameters.AddCascadingValue(OperationHouse.Ann));
        dialog.Find("[data-testid=create-name]").Input("orders");
        dialog.WaitForElement("[data-testid=create-name][value=orders]");

        dialog.Find(".cl-dialog").KeyDown("Escape");

        dialog.WaitForAssertion(() => Assert.Contains("Discard what you typed?", dialog.Markup));
    }

    [Fact]
    public async Task Delete_waits_for_the_name_and_takes_instances_first()
    {
        _house.Rds.Add("orders", "orders-reader");
        var dialog = Deleting(false);
        Assert.True(dialog.Find("[data-testid=delete-submit]").HasAttribute("disabled"));
        await dialog.Find("[data-testid=delete-confirm-name]").InputAsync("order");
        Assert.True(dialog.Find("[data-testid=delete-submit]").HasAttribute("disabled"));
        await dialog.Find("#delete-form").SubmitAsync();
        Assert.Empty(_house.Operations.Current);

        await dialog.Find("[data-testid=delete-confirm-name]").InputAsync("orders");
        dialog.WaitForAssertion(() => Assert.False(dialog.Find("[data-testid=delete-submit]").HasAttribute("disabled")));
        await dialog.Find("#delete-form").SubmitAsync();

        var ended = await _house.EndedAsync();
        Assert.StartsWith("orders-final-", ended.FinalSnapshot);
        Assert.Equal(["delete-instance orders-reader", "delete-instance orders-instance-1", "delete-cluster"], _house.Rds.Acts);
    }

    [Fact]
    public async Task A_delete_that_is_refused_says_why_and_keeps_the_name()
    {
        // The page still shows it, AWS has it no more.
        var dialog = Deleting(false);
        await dialog.Find("[data-testid=delete-confirm-name]").InputAsync("orders");

        await dialog.Find("#delete-form").SubmitAsync();

        dialog.WaitForAssertion(() => Assert.Contains("DBClusterNotFoundFault", dialog.Markup));
        Assert.Equal("orders", Value(dialog, "delete-confirm-name"));
    }

    [Fact]
    public void A_protected_cluster_gets_no_delete_button_but_the_way_to_lift_protection()
    {
        var dialog = Deleting(true);

        Assert.Empty(dialog.FindAll("[data-testid=delete-submit]"));
        Assert.Contains("Lift the protection in Settings first", dialog.Markup);
        Assert.Equal("clusters/us-east-1/orders/settings", dialog.Find("footer a").GetAttribute("href"));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            _house.Dispose();
    }

    private static string? Value(IRenderedComponent<IComponent> dialog, string testId) => dialog.Find($"[data-testid={testId}]").GetAttribute("value");

    private IRenderedComponent<DeleteDialog> Deleting(bool isProtected)
    {
        var cluster = FleetViewTests.Cluster("us-east-1", "orders") with { DeletionProtection = isProtected, Members = [new ClusterMember("orders-instance-1", true), new ClusterMember("orders-reader", false)] };
        return Render<DeleteDialog>(parameters => parameters.Add(dialog => dialog.Cluster, cluster).AddCascadingValue(OperationHouse.Ann));
    }
}
