namespace AuroraConsole.Sandbox.Account;

/// <summary>The cluster that is there on first start.</summary>
internal static class DemoCluster
{
    public const string Region = "us-east-1";
    public const string Id = "demo";

    public static void Create(SandboxAccount account) => account.CreateCluster(new CreateClusterRequest(Region, Id)
    {
        Express = true,
        Seed = true,
        LogExports = ["postgresql", SandboxAccount.AuthErrorLog],
        Tags = [new Tag("purpose", "demo"), new Tag("aurora-console:role", "app_user"), new Tag("aurora-console:database", "app")],
    });
}
