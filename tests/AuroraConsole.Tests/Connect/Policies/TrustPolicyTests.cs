using System.Text.Json;
using AuroraConsole.Connect.Policies;
using AuroraConsole.Fleet;

namespace AuroraConsole.Tests.Connect.Policies;

public sealed class TrustPolicyTests
{
    private static readonly Cluster Orders = new("eu-west-1", "orders", "cluster-ABCDEFGHIJKLMNOP", "arn:aws:rds:eu-west-1:111122223333:cluster:orders", "available", true, "orders.example", null, 5432, "17.7", 0, 16, 300, true, 7, true, [], "postgres", default, [], new Dictionary<string, string>());

    [Fact]
    public void Trust_names_who_may_assume_and_an_oidc_subject_is_never_left_open()
    {
        using var ecs = JsonDocument.Parse(new TrustPolicy(TrustedBy.Ecs).Document(Orders));
        Assert.Equal("ecs-tasks.amazonaws.com", ecs.RootElement.GetProperty("Statement")[0].GetProperty("Principal").GetProperty("Service").GetString());
        Assert.NotNull(new TrustPolicy(TrustedBy.Oidc, "token.actions.githubusercontent.com", "*").Missing);
        Assert.NotNull(new TrustPolicy(TrustedBy.Principal, "deploy").Missing);
        var oidc = new TrustPolicy(TrustedBy.Oidc, "token.actions.githubusercontent.com", "repo:org/app:*");
        Assert.Null(oidc.Missing);
        using var document = JsonDocument.Parse(oidc.Document(Orders));
        var statement = document.RootElement.GetProperty("Statement")[0];
        Assert.Equal("arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com", statement.GetProperty("Principal").GetProperty("Federated").GetString());
        Assert.Equal("sts.amazonaws.com", statement.GetProperty("Condition").GetProperty("StringEquals").GetProperty("token.actions.githubusercontent.com:aud").GetString());
        Assert.Equal("repo:org/app:*", statement.GetProperty("Condition").GetProperty("StringLike").GetProperty("token.actions.githubusercontent.com:sub").GetString());
    }

    [Fact]
    public async Task Commands_hand_the_shell_exactly_the_document()
    {
        // A role that would be three commands in a shell.
        var document = LoginPolicy.Document(Orders, "it's $(touch /tmp/x); \"q\" `id`");
        var command = IamCommands.CreateRole(Orders, "orders-app", new TrustPolicy(TrustedBy.Lambda).Document(Orders), document);
        var script = $"aws() {{ for word in \"$@\"; do printf '%s\\0' \"$word\"; done; }}\n{command}";
        using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("sh", ["-c", script]) { RedirectStandardOutput = true })!;
        var words = (await shell.StandardOutput.ReadToEndAsync()).Split('\0');
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
        Assert.Equal(document, words[Array.LastIndexOf(words, "--policy-document") + 1]);
        Assert.Equal("orders-app", words[Array.IndexOf(words, "--role-name") + 1]);
        Assert.Equal(64, IamCommands.Name(Orders with { Id = new string('c', 63) }, "login").Length);
    }
}
