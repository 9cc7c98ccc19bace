namespace AuroraConsole.Sandbox.Tests.Aws;

public sealed class ClusterTests : IAsyncLifetime
{
    private RunningSandbox _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await RunningSandbox.StartAsync();

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    [Fact]
    public async Task One_call_creates_an_express_cluster_and_its_writer()
    {
        var created = (await _sandbox.CreateExpressAsync("Shop-1", ("Tags.Tag.1.Key", "team"), ("Tags.Tag.1.Value", "a&b <c>"))).Ok();
        Assert.Equal("shop-1", created.One("DBClusterIdentifier"));
        Assert.Equal("creating", created.One("Status"));
        Assert.Null(created.One("Endpoint"));
        Assert.Equal("shop-1-instance-1", created.One("DBInstanceIdentifier"));
        Assert.Equal("false", created.One("IsClusterWriter"));
        Assert.Equal("true", created.One("InternetAccessGatewayEnabled"));
        Assert.Equal("false", created.One("VPCNetworkingEnabled"));
        Assert.Equal("17.7", created.One("EngineVersion"));
        Assert.Equal("postgres", created.One("MasterUsername"));
        Assert.Equal(("0.0", "16.0", "300"), (created.One("MinCapacity"), created.One("MaxCapacity"), created.One("SecondsUntilAutoPause")));
        Assert.Equal(("false", "1", "sse-rds"), (created.One("DeletionProtection"), created.One("BackupRetentionPeriod"), created.One("StorageEncryptionType")));
        Assert.Equal("a&b <c>", created.One("Value"));
        Assert.Matches("^cluster-[A-Z2-7]{26}$", created.One("DbClusterResourceId"));

        var available = await _sandbox.UntilAsync("shop-1", "available");
        Assert.Equal("localhost", available.One("Endpoint"));
        Assert.Matches(@"^shop-1\.cluster-ro-[a-z0-9]+\.us-east-1\.rds\.amazonaws\.com$", available.One("ReaderEndpoint"));
        Assert.Equal("true", available.One("IsClusterWriter"));

        var instance = (await _sandbox.RdsAsync("DescribeDBInstances", ("DBInstanceIdentifier", "shop-1-instance-1"))).Ok();
        Assert.Equal(("available", "db.serverless", "localhost"), (instance.One("DBInstanceStatus"), instance.One("DBInstanceClass"), instance.One("Address")));
        Assert.NotEqual(available.One("Port"), instance.One("Port"));
    }

    [Fact]
    public async Task It_can_be_restored_to_a_time_that_goes_on_with_the_clock()
    {
        var made = await _sandbox.AvailableAsync("shop");
        Assert.Equal((made.One("ClusterCreateTime"), made.One("ClusterCreateTime")), (made.One("EarliestRestorableTime"), made.One("LatestRestorableTime")));

        _sandbox.Clock.Offset = TimeSpan.FromDays(10);
        var later = (await _sandbox.RdsAsync("DescribeDBClusters", ("DBClusterIdentifier", "shop"))).Ok();
        var now = _sandbox.Clock.GetUtcNow();
        Assert.InRange(now - DateTimeOffset.Parse(later.One("LatestRestorableTime")!), TimeSpan.Zero, TimeSpan.FromMinutes(6));
        Assert.InRange(now - DateTimeOffset.Parse(later.One("EarliestRestorableTime")!), TimeSpan.FromDays(1), TimeSpan.FromDays(1.1));
    }

    [Fact]
    public async Task A_standard_cluster_has_the_version_that_was_asked_for_and_its_parameter_group()
    {
        (string, string)[] standard = [("DBClusterIdentifier", "shop"), ("Engine", "aurora-postgresql"), ("MasterUsername", "postgres"), ("MasterUserPassword", "swordfish-99")];
        var made = (await _sandbox.RdsAsync("CreateDBCluster", [.. standard, ("EngineVersion", "16.4")])).Ok();
        Assert.Equal(("16.4", "default.aurora-postgresql16"), (made.One("EngineVersion"), made.One("DBClusterParameterGroup")));
        Assert.Equal("Cannot find version newest for aurora-postgresql", (await _sandbox.RdsAsync("CreateDBCluster", [.. standard, ("EngineVersion", "newest")])).Message);
    }

    [Theory]
    [InlineData("InvalidParameterCombination", "DatabaseName", "x", "DatabaseName", "app")]
    [InlineData("InvalidParameterCombination", "EngineVersion", "x", "EngineVersion", "17.7")]
    [InlineData("InvalidParameterCombination", "MasterUserPassword", "x", "MasterUserPassword", "secret99")]
    [InlineData("InvalidParameterCombination", "ManageMasterUserPassword", "x", "ManageMasterUserPassword", "true")]
    [InlineData("InvalidParameterCombination", "EnableHttpEndpoint", "x", "EnableHttpEndpoint", "true")]
    [InlineData("InvalidParameterCombination", "can't associate a VPC because Internet Access Gateway is enabled", "x", "VpcSecurityGroupIds.VpcSecurityGroupId.1", "sg-1")]
    [InlineData("InvalidParameterCombination", "requires IAM DB authentication", "x", "MasterUserAuthenticationType", "password")]
    [InlineData("InvalidParameterValue", "Invalid DB engine: mysql", "x", "Engine", "mysql")]
    [InlineData("InvalidParameterValue", "The maximum capacity must be at least 1.0.", "x", "ServerlessV2ScalingConfiguration.MaxCapacity", "0.5")]
    [InlineData("InvalidParameterValue", "half-step", "x", "ServerlessV2ScalingConfiguration.MaxCapacity", "1.7")]
    [InlineData("InvalidParameterValue", "SecondsUntilAutoPause 299", "x", "ServerlessV2ScalingConfiguration.SecondsUntilAutoPause", "299")]
    [InlineData("MalformedInput", "DeletionProtection is not a boolean", "x", "DeletionProtection", "perhaps")]
    [InlineData("InvalidParameterValue", "is not a valid identifier", "1shop", "Port", "")]
    [InlineData("InvalidParameterValue", "is not a valid identifier", "shop-", "Port", "")]
    [InlineData("InvalidParameterValue", "is not a valid identifier", "sh--op", "Port", "")]
    [InlineData("InvalidParameterValue", "is not a valid identifier", "shop_1", "Port", "")]
    [InlineData("InvalidParameterValue", "is not a valid identifier", "shöp", "Port", "")]
    [InlineData("InvalidParameterValue", "at most 63", "a123456789a123456789a123456789a123456789a123456789a123456789abcd", "Port", "")]
    [InlineData("MissingParameter", "DBClusterIdentifier", "", "Port", "")]
    public async Task A_create_that_AWS_refuses_is_refused_with_its_code(string code, string message, string id, string name, string value)
    {
        (string, string)[] given = name == "Port" ? [] : [(name, value)];
        var parameters = new List<(string, string)> { ("DBClusterIdentifier", id), ("WithExpressConfiguration", "true") };
        if (name != "Engine") parameters.Add(("Engine", "aurora-postgresql"));
        var answer = await _sandbox.RdsAsync("CreateDBCluster", [.. parameters, .. given]);
        Assert.Equal((400, code), (answer.Status, answer.Code));
        Assert.Contains(message, answer.Message);
        Assert.Equal(["demo"], (await _sandbox.RdsAsync("DescribeDBClusters")).Xml("DBClusterIdentifier"));
    }

    [Fact]
    public async Task A_taken_name_is_refused_in_its_region_only()
    {
        await _sandbox.AvailableAsync("shop");
        Assert.Equal("DBClusterAlreadyExistsFault", (await _sandbox.CreateExpressAsync("SHOP")).Code);
        (await _sandbox.RdsInAsync("eu-west-1", "CreateDBCluster", ("DBClusterIdentifier", "shop"), ("Engine", "aurora-postgresql"), ("WithExpressConfiguration", "true"))).Ok();
        Assert.Equal(["shop"], (await _sandbox.RdsInAsync("eu-west-1", "DescribeDBClusters")).Xml("DBClusterIdentifier"));
        Assert.Empty((await _sandbox.RdsInAsync("eu-west-2", "DescribeDBClusters")).Xml("DBClusterIdentifier"));
    }

    [Fact]
    public async Task Deletion_goes_instances_first_and_protection_off()
    {
        await _sandbox.AvailableAsync("shop", ("DeletionProtection", "true"));
        await RefusedAsync("InvalidParameterCombination", "Cannot delete protected Cluster, please disable deletion protection and try again.", "DeleteDBCluster", ("DBClusterIdentifier", "shop"), ("SkipFinalSnapshot", "true"));
        (await _sandbox.RdsAsync("ModifyDBCluster", ("DBClusterIdentifier", "shop"), ("DeletionProtection", "false"))).Ok();
        await _sandbox.UntilAsync("shop", "available");
        await RefusedAsync("InvalidDBClusterStateFault", "Cluster cannot be deleted, it still contains DB instances in non-deleting state.", "DeleteDBCluster", ("DBClusterIdentifier", "shop"), ("SkipFinalSnapshot", "true"));
        await RefusedAsync("InvalidParameterCombination", "FinalDBSnapshotIdentifier can not be specified when deleting a cluster instance", "DeleteDBInstance", ("DBInstanceIdentifier", "shop-instance-1"), ("FinalDBSnapshotIdentifier", "x"));
        Assert.Equal("deleting", (await _sandbox.RdsAsync("DeleteDBInstance", ("DBInstanceIdentifier", "shop-instance-1"))).Ok().One("DBInstanceStatus"));
        await RefusedAsync("InvalidParameterCombination", "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.", "DeleteDBCluster", ("DBClusterIdentifier", "shop"));
        await RefusedAsync("InvalidParameterCombination", "You cannot specify both", "DeleteDBCluster", ("DBClusterIdentifier", "shop"), ("SkipFinalSnapshot", "true"), ("FinalDBSnapshotIdentifier", "last"));
        Assert.Equal("deleting", (await _sandbox.RdsAsync("DeleteDBCluster", ("DBClusterIdentifier", "shop"), ("FinalDBSnapshotIdentifier", "last"))).Ok().One("Status"));
        await _sandbox.UntilAsync("shop", null);

        var snapshot = (await _sandbox.RdsAsync("DescribeDBClusterSnapshots", ("DBClusterIdentifier", "shop"))).Ok();
        Assert.Equal(("last", "available", "manual"), (snapshot.One("DBClusterSnapshotIdentifier"), snapshot.One("Status"), snapshot.One("SnapshotType")));
        Assert.Equal("DBClusterNotFoundFault", (await _sandbox.RdsAsync("DeleteDBCluster", ("DBClusterIdentifier", "shop"), ("SkipFinalSnapshot", "true"))).Code);
        Assert.Equal("DBInstanceNotFound", (await _sandbox.RdsAsync("DeleteDBInstance", ("DBInstanceIdentifier", "shop-instance-1"))).Code);

        var events = (await _sandbox.RdsAsync("DescribeEvents", ("SourceType", "db-cluster"), ("SourceIdentifier", "shop"))).Ok();
        Assert.Equal(["DB cluster created", "Finished applying modification to DB cluster", "DB cluster deleted"], events.Xml("Message"));
    }

    [Fact]
    public async Task A_cluster_in_transition_refuses_what_AWS_refuses()
    {
        await using var slow = await RunningSandbox.StartAsync(o => { o.CreateSeconds = 60; o.DeleteSeconds = 60; o.ModifySeconds = 60; });
        (await slow.CreateExpressAsync("shop")).Ok();
        var modify = await slow.RdsAsync("ModifyDBCluster", ("DBClusterIdentifier", "shop"), ("DeletionProtection", "true"));
        Assert.Equal(("InvalidDBClusterStateFault", "DB cluster is not available for modification with status creating"), (modify.Code, modify.Message));
        Assert.Equal("InvalidDBClusterStateFault", (await slow.RdsAsync("DeleteDBCluster", ("DBClusterIdentifier", "shop"), ("SkipFinalSnapshot", "true"))).Code);
        Assert.Equal("InvalidDBInstanceState", (await slow.RdsAsync("DeleteDBInstance", ("DBInstanceIdentifier", "shop-instance-1"))).Code);

        Assert.Equal("modifying", (await slow.RdsAsync("ModifyDBCluster", ("DBClusterIdentifier", "demo"), ("ServerlessV2ScalingConfiguration.MaxCapacity", "8"))).Ok().One("Status"));
        Assert.Equal("InvalidDBClusterStateFault", (await slow.RdsAsync("ModifyDBCluster", ("DBClusterIdentifier", "demo"), ("DeletionProtection", "true"))).Code);
        (await slow.RdsAsync("DeleteDBInstance", ("DBInstanceIdentifier", "demo-instance-1"))).Ok();
        var again = await slow.RdsAsync("DeleteDBInstance", ("DBInstanceIdentifier", "demo-instance-1"));
        Assert.Equal(("InvalidDBInstanceState", "Instance demo-instance-1 is already being deleted."), (again.Code, again.Message));
    }

    [Fact]
    public async Task Settings_change_and_log_exports_take_effect_when_it_answers()
    {
        await _sandbox.AvailableAsync("shop");
        var logs = (await _sandbox.RdsAsync("ModifyDBCluster", ("DBClusterIdentifier", "shop"), ("CloudwatchLogsExportConfiguration.EnableLogTypes.member.1", "iam-db-auth-error"), ("CloudwatchLogsExportConfiguration.EnableLogTypes.member.2", "postgresql"))).Ok();
        Assert.Equal(("available", "postgresqliam-db-auth-error"), (logs.One("Status"), logs.One("EnabledCloudwatchLogsExports")));
        var off = (await _sandbox.RdsAsync("ModifyDBCluster", ("DBClusterIdentifier", "shop"), ("CloudwatchLogsExportConfiguration.DisableLogTypes.member.1", "postgresql"))).Ok();
        Assert.Equal("iam-db-auth-error", off.One("EnabledCloudwatchLogsExports"));

        (await _sandbox.RdsAsync("ModifyDBCluster", ("DBClusterIdentifier", "shop"), ("ServerlessV2ScalingConfiguration.MinCapacity", "0.5"), ("ServerlessV2ScalingConfiguration.MaxCapacity", "2"), ("BackupRetentionPeriod", "7"), ("MasterUserAuthenticationType", "iam-db-auth"))).Ok();
        var changed = await _sandbox.UntilAsync("shop", "available");
        Assert.Equal(("0.5", "2.0", null, "7"), (changed.One("MinCapacity"), changed.One("MaxCapacity"), changed.One("SecondsUntilAutoPause"), changed.One("BackupRetentionPeriod")));
        await RefusedAsync("InvalidParameterValue", "Invalid backup retention period: 99", "ModifyDBCluster", ("DBClusterIdentifier", "shop"), ("BackupRetentionPeriod", "99"));
        await RefusedAsync("InvalidParameterCombination", "log types 'audit'", "ModifyDBCluster", ("DBClusterIdentifier", "shop"), ("CloudwatchLogsExportConfiguration.EnableLogTypes.member.1", "audit"));
    }

    [Fact]
    public async Task Lists_come_in_pages_and_by_filter()
    {
        for (var i = 0; i < 24; i++) (await _sandbox.CreateExpressAsync($"c{i:D2}")).Ok();
        var first = (await _sandbox.RdsAsync("DescribeDBClusters", ("MaxRecords", "20"))).Ok();
        Assert.Equal(20, first.Xml("DBClusterIdentifier").Count);
        var second = (await _sandbox.RdsAsync("DescribeDBClusters", ("MaxRecords", "20"), ("Marker", first.One("Marker")!))).Ok();
        Assert.Null(second.One("Marker"));
        Assert.Equal(25, first.Xml("DBClusterIdentifier").Concat(second.Xml("DBClusterIdentifier")).Distinct().Count());

        var filtered = (await _sandbox.RdsAsync("DescribeDBClusters", ("Filters.Filter.1.Name", "db-cluster-id"), ("Filters.Filter.1.Values.Value.1", "c03"), ("Filters.Filter.1.Values.Value.2", "arn:aws:rds:us-east-1:000000000000:cluster:c05"))).Ok();
        Assert.Equal(["c03", "c05"], filtered.Xml("DBClusterIdentifier"));
        var instances = (await _sandbox.RdsAsync("DescribeDBInstances", ("Filters.Filter.1.Name", "db-cluster-id"), ("Filters.Filter.1.Values.Value.1", "c03"))).Ok();
        Assert.Equal(["c03-instance-1"], instances.Xml("DBInstanceIdentifier"));
        await RefusedAsync("InvalidParameterValue", "Unrecognized filter name: colour", "DescribeDBClusters", ("Filters.Filter.1.Name", "colour"), ("Filters.Filter.1.Values.Value.1", "red"));
        await RefusedAsync("InvalidParameterValue", "Must be between 20 and 100", "DescribeDBClusters", ("MaxRecords", "5"));
        await RefusedAsync("InvalidParameterCombination", "Only up to 100 unique filter DB Cluster Identifiers may be specified per filter.", "DescribeDBClusters",
            [("Filters.Filter.1.Name", "db-cluster-id"), .. Enumerable.Range(1, 101).Select(i => ($"Filters.Filter.1.Values.Value.{i}", $"x{i}"))]);
    }

    [Fact]
    public async Task A_reader_can_be_added_and_taken_away()
    {
        await _sandbox.AvailableAsync("shop");
        (await _sandbox.RdsAsync("CreateDBInstance", ("DBInstanceIdentifier", "shop-reader"), ("DBClusterIdentifier", "shop"), ("DBInstanceClass", "db.serverless"), ("Engine", "aurora-postgresql"), ("PromotionTier", "3"))).Ok();
        Assert.Equal("DBInstanceAlreadyExists", (await _sandbox.RdsAsync("CreateDBInstance", ("DBInstanceIdentifier", "shop-reader"), ("DBClusterIdentifier", "shop"), ("DBInstanceClass", "db.serverless"), ("Engine", "aurora-postgresql"))).Code);
        await UntilInstanceAsync("shop-reader", "available");
        var cluster = await _sandbox.UntilAsync("shop", "available");
        Assert.Equal(["true", "false"], cluster.Xml("IsClusterWriter"));
        (await _sandbox.RdsAsync("DeleteDBInstance", ("DBInstanceIdentifier", "shop-reader"))).Ok();
        await UntilInstanceAsync("shop-reader", null);
        Assert.Equal(["shop-instance-1"], (await _sandbox.UntilAsync("shop", "available")).Xml("DBInstanceIdentifier"));
    }

    [Fact]
    public async Task A_standard_cluster_stands_beside_express_ones()
    {
        await RefusedAsync("MissingParameter", "MasterUsername", "CreateDBCluster", ("DBClusterIdentifier", "plain"), ("Engine", "aurora-postgresql"));
        var created = (await _sandbox.RdsAsync("CreateDBCluster", ("DBClusterIdentifier", "plain"), ("Engine", "aurora-postgresql"), ("MasterUsername", "postgres"), ("MasterUserPassword", "secret99"))).Ok();
        Assert.Equal(("false", "true"), (created.One("InternetAccessGatewayEnabled"), created.One("VPCNetworkingEnabled")));
        Assert.Empty(created.Xml("DBInstanceIdentifier"));
        await _sandbox.UntilAsync("plain", "available");
        (await _sandbox.RdsAsync("DeleteDBCluster", ("DBClusterIdentifier", "plain"), ("SkipFinalSnapshot", "true"))).Ok();
        await _sandbox.UntilAsync("plain", null);
    }

    [Fact]
    public async Task Tags_are_added_replaced_and_removed()
    {
        const string Arn = "arn:aws:rds:us-east-1:000000000000:cluster:shop";
        await _sandbox.AvailableAsync("shop", ("Tags.Tag.1.Key", "purpose"), ("Tags.Tag.1.Value", "none"));
        (await _sandbox.RdsAsync("AddTagsToResource", ("ResourceName", Arn), ("Tags.Tag.1.Key", "purpose"), ("Tags.Tag.1.Value", "test"), ("Tags.Tag.2.Key", "b"), ("Tags.Tag.2.Value", ""))).Ok();
        var tags = (await _sandbox.RdsAsync("ListTagsForResource", ("ResourceName", Arn))).Ok();
        Assert.Equal([("purpose", "test"), ("b", "")], tags.Xml("Key").Zip(tags.Xml("Value")));
        (await _sandbox.RdsAsync("RemoveTagsFromResource", ("ResourceName", Arn), ("TagKeys.member.1", "purpose"))).Ok();
        Assert.Equal(["b"], (await _sandbox.RdsAsync("ListTagsForResource", ("ResourceName", Arn))).Xml("Key"));
        Assert.Equal("DBClusterNotFoundFault", (await _sandbox.RdsAsync("ListTagsForResource", ("ResourceName", Arn + "x"))).Code);
        await RefusedAsync("InvalidParameterValue", "can't start with aws:", "AddTagsToResource", ("ResourceName", Arn), ("Tags.Tag.1.Key", "aws:x"), ("Tags.Tag.1.Value", ""));
    }

    private async Task UntilInstanceAsync(string id, string? status)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await _sandbox.RdsAsync("DescribeDBInstances", ("DBInstanceIdentifier", id))) is var answer && (status is null ? answer.Status == 200 : answer.One("DBInstanceStatus") != status))
            await Task.Delay(20, limit.Token);
    }

    private async Task RefusedAsync(string code, string message, string action, params (string Name, string Value)[] parameters)
    {
        var answer = await _sandbox.RdsAsync(action, parameters);
        Assert.Equal(code, answer.Code);
        Assert.Contains(message, answer.Message);
    }
}
