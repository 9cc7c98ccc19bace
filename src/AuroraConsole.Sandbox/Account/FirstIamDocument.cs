namespace AuroraConsole.Sandbox.Account;

/// <summary>What <c>iam.json</c> holds on first start: the contract's three keys, and a role to assume.</summary>
internal static class FirstIamDocument
{
    public static IamDocument Create()
    {
        var connectAsAppUser = new IamInlinePolicy("connect-as-app-user", Policy(Statement(
            "Allow", "rds-db:connect", $"arn:aws:rds-db:*:{SandboxOptions.AccountId}:dbuser:*/app_user")));
        return new IamDocument
        {
            Users =
            [
                User("SANDBOX", new IamInlinePolicy("everything", Policy(Statement("Allow", "*", "*")))),
                User("SANDBOXAPP", connectAsAppUser),
                User("SANDBOXDENIED", new IamInlinePolicy("no-connect", Policy(Statement("Deny", "rds-db:connect", "*")))),
            ],
            Roles =
            [
                new IamRole("sandbox-app")
                {
                    AssumeRolePolicyDocument = Policy(Statement("Allow", "sts:AssumeRole", null) with
                    {
                        Principal = new PolicyPrincipal(new() { ["AWS"] = One($"arn:aws:iam::{SandboxOptions.AccountId}:root") }),
                    }),
                    Policies = [connectAsAppUser],
                },
            ],
        };
    }

    private static IamUser User(string name, IamInlinePolicy policy) =>
        new(name) { AccessKeys = [new IamAccessKey(name, "sandbox")], Policies = [policy] };

    private static PolicyDocument Policy(PolicyStatement statement) => new([statement]);

    private static PolicyStatement Statement(string effect, string action, string? resource) =>
        new(effect) { Action = One(action), Resource = resource is null ? null : One(resource) };

    private static Texts One(string value) => new([value]);
}
