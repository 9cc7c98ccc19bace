using AuroraConsole.Fleet;

namespace AuroraConsole.Connect.Policies;

/// <summary>Who may assume an IAM role.</summary>
public enum TrustedBy
{
    /// <summary>Tasks of ECS.</summary>
    Ecs,

    /// <summary>Virtual machines.</summary>
    Ec2,

    /// <summary>Functions.</summary>
    Lambda,

    /// <summary>A workload that signs in by OpenID Connect, such as GitHub Actions.</summary>
    Oidc,

    /// <summary>A user or role of IAM, by ARN.</summary>
    Principal,
}

/// <summary>The trust policies of the two-role pattern: one IAM role logs in as the master to set up, another as the application.</summary>
/// <param name="By">Who.</param>
/// <param name="Principal">A user's or role's ARN, or the provider's host such as <c>token.actions.githubusercontent.com</c>.</param>
/// <param name="Subject">OpenID Connect: whose token, such as <c>repo:org/app:ref:refs/heads/main</c>.</param>
/// <param name="Audience">OpenID Connect: for whom the token is.</param>
public sealed record TrustPolicy(TrustedBy By, string Principal = "", string Subject = "", string Audience = "sts.amazonaws.com")
{
    /// <summary>What is still missing; <c>null</c> when it can be written.</summary>
    public string? Missing => By switch
    {
        TrustedBy.Principal when !Principal.StartsWith("arn:", StringComparison.Ordinal) => "Name the user or role by its ARN, such as arn:aws:iam::111122223333:role/deploy.",
        TrustedBy.Oidc when Principal.Length == 0 || Principal.Contains("://", StringComparison.Ordinal) => "Name the provider without https://, such as token.actions.githubusercontent.com.",
        // Without a subject every workload of the provider could assume the role.
        TrustedBy.Oidc when Subject.Trim('*').Length == 0 => "Name the subject, such as repo:org/app:ref:refs/heads/main: without it every workload of the provider gets in.",
        _ => null,
    };

    /// <summary>The document.</summary>
    public string Document(Cluster cluster)
    {
        var (partition, account) = cluster.Arn.Split(':') is [_, var found, _, _, var owner, ..] ? (found, owner) : ("aws", "ACCOUNT");
        return By == TrustedBy.Oidc
            ? LoginPolicy.Json(new
            {
                Version = "2012-10-17",
                Statement = new[]
                {
                    new
                    {
                        Effect = "Allow",
                        Principal = new { Federated = $"arn:{partition}:iam::{account}:oidc-provider/{Principal}" },
                        Action = "sts:AssumeRoleWithWebIdentity",
                        Condition = Claims(),
                    },
                },
            })
            : LoginPolicy.Json(new { Version = "2012-10-17", Statement = new[] { new { Effect = "Allow", Principal = Trusted(partition), Action = "sts:AssumeRole" } } });
    }

    private Dictionary<string, Dictionary<string, string>> Claims()
    {
        var (audience, subject) = (KeyValuePair.Create($"{Principal}:aud", Audience), KeyValuePair.Create($"{Principal}:sub", Subject));
        return Subject.Contains('*', StringComparison.Ordinal)
            ? new() { ["StringEquals"] = new([audience]), ["StringLike"] = new([subject]) }
            : new() { ["StringEquals"] = new([audience, subject]) };
    }

    private Dictionary<string, string> Trusted(string partition)
    {
        // The suffix is amazonaws.com in China too, but for EC2.
        var ec2 = partition == "aws-cn" ? "ec2.amazonaws.com.cn" : "ec2.amazonaws.com";
        return By switch
        {
            TrustedBy.Ecs => new() { ["Service"] = "ecs-tasks.amazonaws.com" },
            TrustedBy.Ec2 => new() { ["Service"] = ec2 },
            TrustedBy.Lambda => new() { ["Service"] = "lambda.amazonaws.com" },
            _ => new() { ["AWS"] = Principal },
        };
    }
}
