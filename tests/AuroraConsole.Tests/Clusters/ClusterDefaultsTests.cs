using AuroraConsole.Aws;
using AuroraConsole.Clusters;

namespace AuroraConsole.Tests.Clusters;

public sealed class ClusterDefaultsTests
{
    [Fact]
    public void A_new_cluster_is_protected_on_an_account() => Assert.True(ClusterDefaults.For(new AwsOptions()).Protect);

    [Fact]
    public void A_new_cluster_is_not_protected_on_an_emulator() => Assert.False(ClusterDefaults.For(new AwsOptions { ServiceUrl = "http://127.0.0.1:5081" }).Protect);

    [Fact]
    public void What_a_script_leaves_out_is_as_on_aws_but_for_the_protection()
    {
        var order = new CreateClusterBody("us-east-1", "orders", null, null, null, null, null, null, null).ToOrder(new ClusterDefaults(Protect: true));
        Assert.Equal((0, 16, true), (order.MinAcu, order.MaxAcu, order.DeletionProtection));
    }
}
