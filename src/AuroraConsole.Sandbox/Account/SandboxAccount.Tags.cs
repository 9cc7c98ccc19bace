namespace AuroraConsole.Sandbox.Account;

public sealed partial class SandboxAccount
{
    /// <summary>Tags of a cluster, an instance or a snapshot by its ARN.</summary>
    /// <exception cref="AwsRefusalException">No such resource.</exception>
    public IReadOnlyList<Tag> TagsOf(string region, string arn)
    {
        IReadOnlyList<Tag> tags = [];
        WithTags(_state, region, arn, there => tags = there);
        return tags;
    }

    /// <summary>Replaces them.</summary>
    /// <exception cref="AwsRefusalException">No such resource.</exception>
    public void ChangeTags(string region, string arn, Func<IReadOnlyList<Tag>, IReadOnlyList<Tag>> change) =>
        Update(state => WithTags(state, region, arn, change));

    private static AccountState WithTags(AccountState state, string region, string arn, Func<IReadOnlyList<Tag>, IReadOnlyList<Tag>> change)
    {
        if (arn.Split(':') is not ["arn", "aws", "rds", var arnRegion, SandboxOptions.AccountId, var kind, var id] || arnRegion != region)
            throw new AwsRefusalException("InvalidParameterValue", $"Invalid resource name: {arn}");

        switch (kind)
        {
            case "cluster":
                var cluster = Require(state, region, id);
                return state.With(cluster.ResourceId, cluster with { Tags = change(cluster.Tags) });
            case "db":
                var (owner, instance) = RequireInstance(state, region, id);
                return state.With(owner.ResourceId, owner.With(instance.Id, i => i with { Tags = change(i.Tags) }));
            case "cluster-snapshot":
                var snapshot = RequireSnapshot(state, region, id);
                return state with { Snapshots = [.. state.Snapshots.Select(s => s == snapshot ? s with { Tags = change(s.Tags) } : s)] };
            default:
                throw new AwsRefusalException("InvalidParameterValue", $"Invalid resource name: {arn}");
        }
    }
}
