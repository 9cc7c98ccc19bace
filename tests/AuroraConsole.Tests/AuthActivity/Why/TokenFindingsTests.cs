using AuroraConsole.AuthActivity;
using AuroraConsole.AuthActivity.Why;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.Tests.AuthActivity.Why;

/// <summary>A refused token held against what the trail knows of minting.</summary>
public class TokenFindingsTests
{
    private static readonly Cluster Demo = Sample.Cluster("a");
    private static readonly AuthGroup Expired = Assert.Single(AuthGroup.Of([Sample.Line("ExpiredToken")]));
    private static readonly AuthGroup Invalid = Assert.Single(AuthGroup.Of([Sample.Line("InvalidToken")]));

    [Fact]
    public void A_token_of_ours_that_had_expired_is_named_with_its_times()
    {
        var found = TokenFindings.OfExpired(Expired, Demo, [Minted(904), Minted(2000)], Sample.Now);

        var only = Assert.Single(found);
        Assert.Equal(StatusKind.Attention, only.Check.Kind);
        Assert.Equal("ann minted a token of app_user for a.example:5432 at 13:58:26 (copy). It had expired at 14:13:26 UTC, 4 s before this line; 1 older had expired too", only.Check.Sentence);
        Assert.Equal("audit trail", only.Source);
    }

    [Fact]
    public void A_newer_token_that_was_good_shows_that_the_client_kept_the_older()
    {
        var found = TokenFindings.OfExpired(Expired, Demo, [Minted(60), Minted(1000)], Sample.Now);

        Assert.Equal(["Minted here", "A newer token"], found.Select(finding => finding.Check.Name));
    }

    [Theory]
    [InlineData(60, "us-east-1/a", "app_user")]
    [InlineData(1000, "us-east-1/b", "app_user")]
    [InlineData(1000, "us-east-1/a", "report")]
    [InlineData(90_000, "us-east-1/a", "app_user")]
    public void A_token_that_cannot_be_the_expired_one_is_not_blamed(int secondsBefore, string cluster, string role)
    {
        var only = Assert.Single(TokenFindings.OfExpired(Expired, Demo, [Minted(secondsBefore) with { ClusterKey = cluster, Role = role }], Sample.Now));

        Assert.Equal(StatusKind.Available, only.Check.Kind);
        Assert.Contains("another program signed it", only.Check.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_good_token_that_was_refused_was_cut_or_changed()
    {
        var found = TokenFindings.OfInvalid(Invalid, Demo, [Minted(12)], Sample.Now);

        Assert.Equal((StatusKind.Attention, "Minted here"), (found[0].Check.Kind, found[0].Check.Name));
        Assert.StartsWith("ann minted a token of app_user for a.example:5432 12 s before this line (copy), and it was good.", found[0].Check.Sentence, StringComparison.Ordinal);
        Assert.Equal((StatusKind.Unknown, "What was signed"), (found[^1].Check.Kind, found[^1].Check.Name));
        Assert.Contains("a.cluster-x.us-east-1.rds.amazonaws.com:5432, region us-east-1, user app_user", found[^1].Check.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("us-east-1/b", "app_user")]
    [InlineData("us-east-1/a", "report")]
    public void A_token_minted_for_another_login_is_named(string cluster, string role)
    {
        var found = TokenFindings.OfInvalid(Invalid, Demo, [Minted(20) with { ClusterKey = cluster, Role = role }], Sample.Now);

        Assert.Equal(StatusKind.Available, found[0].Check.Kind);
        var other = Assert.Single(found, finding => finding.Check.Name == "Minted for another login");
        Assert.Contains($"a token of {role} for a.example:5432 ({cluster}) 20 s before this line; sent to a as app_user it is invalid", other.Check.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_of_an_earlier_cluster_of_the_name_is_told()
    {
        var found = TokenFindings.OfInvalid(Invalid, Demo, [Minted(12) with { ResourceId = "cluster-OLD" }], Sample.Now);

        Assert.Contains("for an earlier a (cluster-OLD)", found[0].Check.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Expired_and_foreign_tokens_are_not_blamed_for_an_invalid_one()
    {
        var found = TokenFindings.OfInvalid(Invalid, Demo, [Minted(1000), Minted(12) with { ClusterKey = "us-east-1/b", Role = "report" }], Sample.Now);

        Assert.Equal([StatusKind.Available, StatusKind.Unknown], found.Select(finding => finding.Check.Kind));
    }

    private static Mint Minted(int secondsBeforeLine)
    {
        var at = Expired.Last.AddSeconds(-secondsBeforeLine);
        return new Mint(at, at.AddMinutes(15), "us-east-1/a", "cluster-A", "app_user", "a.example:5432", "ann", "copy");
    }
}
