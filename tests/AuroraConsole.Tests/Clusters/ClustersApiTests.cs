using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AuroraConsole.Clusters.Operations;

namespace AuroraConsole.Tests.Clusters;

public sealed class ClustersApiTests(ClustersHost host) : IClassFixture<ClustersHost>
{
    [Fact]
    public async Task A_script_creates_follows_and_deletes_a_cluster()
    {
        var created = await host.Client.PostAsJsonAsync("/api/clusters", new { region = "us-east-1", id = "Road", minAcu = 0, maxAcu = 4, deletionProtection = false, tags = new { env = "dev" } });

        Assert.Equal(HttpStatusCode.Accepted, created.StatusCode);
        Assert.Equal("/api/clusters/us-east-1/road", created.Headers.Location?.ToString());
        Assert.Equal("create", (await Json(created)).GetProperty("operation").GetProperty("kind").GetString());
        Assert.Equal(OperationState.Succeeded, (await host.EndedAsync("us-east-1/road")).State);

        var cluster = await host.Client.GetFromJsonAsync<JsonElement>("/api/clusters/us-east-1/road");
        Assert.Equal("available", cluster.GetProperty("status").GetString());
        Assert.True(cluster.GetProperty("express").GetBoolean());
        Assert.Equal((0, 4), (cluster.GetProperty("minAcu").GetDouble(), cluster.GetProperty("maxAcu").GetDouble()));
        Assert.Equal("dev", cluster.GetProperty("tags").GetProperty("env").GetString());
        Assert.Equal("iam-db-auth-error", cluster.GetProperty("logExports")[0].GetString());
        Assert.StartsWith("cluster-", cluster.GetProperty("resourceId").GetString());
        Assert.False(cluster.TryGetProperty("operation", out _));

        var list = await host.Client.GetFromJsonAsync<JsonElement>("/api/clusters");
        Assert.Contains(list.GetProperty("clusters").EnumerateArray(), one => one.GetProperty("id").GetString() == "road");

        var deleted = await host.Client.DeleteAsync("/api/clusters/us-east-1/road?confirm=road");
        Assert.Equal(HttpStatusCode.Accepted, deleted.StatusCode);
        Assert.Matches("^road-final-[0-9]{14}$", (await Json(deleted)).GetProperty("operation").GetProperty("finalSnapshot").GetString());
        Assert.Equal(OperationState.Succeeded, (await host.EndedAsync("us-east-1/road")).State);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync("/api/clusters/us-east-1/road")).StatusCode);
    }

    [Fact]
    public async Task A_protected_cluster_keeps_all_it_has()
    {
        (await host.Client.PostAsJsonAsync("/api/clusters", new { region = "us-east-1", id = "guarded", minAcu = 0.5, maxAcu = 1, deletionProtection = true })).EnsureSuccessStatusCode();
        await host.EndedAsync("us-east-1/guarded");

        await Refused(await host.Client.DeleteAsync("/api/clusters/us-east-1/guarded?confirm=guarded"), 400, "InvalidParameterCombination", "deletionProtection");

        var cluster = await host.Client.GetFromJsonAsync<JsonElement>("/api/clusters/us-east-1/guarded");
        Assert.True(cluster.GetProperty("deletionProtection").GetBoolean());
        Assert.Equal(1, cluster.GetProperty("instances").GetArrayLength());
    }

    [Theory]
    [InlineData("{}", 400, "MissingField", "region")]
    [InlineData("""{"region":"us-east-1","minAcu":0,"maxAcu":1}""", 400, "MissingField", "id")]
    [InlineData("""{"region":"mars-1","id":"x","minAcu":0,"maxAcu":1}""", 400, "UnknownRegion", "region")]
    [InlineData("""{"region":"us-east-1","id":"-x","minAcu":0,"maxAcu":1}""", 400, "InvalidParameterValue", "id")]
    [InlineData("""{"region":"us-east-1","id":"x","minAcu":2,"maxAcu":1}""", 400, "InvalidParameterValue", "minAcu")]
    [InlineData("""{"region":"us-east-1","id":"x","minAcu":"much","maxAcu":1}""", 400, "InvalidJson", "minAcu")]
    [InlineData("""{"region":"us-east-1","id":"demo","minAcu":0,"maxAcu":1}""", 409, "DBClusterAlreadyExistsFault", "id")]
    [InlineData("not json", 400, "InvalidJson", null)]
    public async Task A_bad_order_is_answered_with_the_field_and_makes_nothing(string body, int status, string code, string? field) =>
        await Refused(await host.Client.PostAsync("/api/clusters", new StringContent(body, Encoding.UTF8, "application/json")), status, code, field);

    [Fact]
    public async Task A_body_that_is_not_declared_as_JSON_is_refused() =>
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await host.Client.PostAsync("/api/clusters", new StringContent("{}", Encoding.UTF8, "text/plain"))).StatusCode);

    [Theory]
    [InlineData("/api/clusters/us-east-1/demo", 400, "ConfirmationMismatch", "confirm")]
    [InlineData("/api/clusters/us-east-1/demo?confirm=dem", 400, "ConfirmationMismatch", "confirm")]
    [InlineData("/api/clusters/us-east-1/nope?confirm=nope", 404, "DBClusterNotFoundFault", null)]
    [InlineData("/api/clusters/mars-1/demo?confirm=demo", 404, "DBClusterNotFoundFault", null)]
    [InlineData("/api/clusters/us-east-1/demo?confirm=demo&finalSnapshot=a--b", 400, "InvalidParameterValue", "finalSnapshot")]
    public async Task A_bad_delete_deletes_nothing(string path, int status, string code, string? field)
    {
        await Refused(await host.Client.DeleteAsync(path), status, code, field);

        Assert.Equal("available", (await host.Client.GetFromJsonAsync<JsonElement>("/api/clusters/us-east-1/demo")).GetProperty("status").GetString());
    }

    private static async Task Refused(HttpResponseMessage answer, int status, string code, string? field)
    {
        var problem = await Json(answer);
        Assert.Equal((status, code), ((int)answer.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(field, problem.TryGetProperty("field", out var named) ? named.GetString() : null);
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
    }

    private static async Task<JsonElement> Json(HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>();
}
