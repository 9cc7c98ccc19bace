namespace AuroraConsole.Sandbox.Tests.Aws;

/// <summary>RDS beyond create and delete: statuses, refusals and events of each operation, without databases.</summary>
public sealed class OperationTests : IAsyncLifetime
{
    private RunningSandbox _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await RunningSandbox.StartAsync();

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    [Fact]
    public async Task A_failover_makes_the_reader_of_the_lowest_tier_the_writer()
    {
        await _sandbox.AvailableAsync("shop");
        await RefusedAsync("InvalidDBClusterStateFault", "no reader", "FailoverDBCluster", ("DBClusterIdentifier", "shop"));
        await AddReaderAsync("shop-b", "5");
        await AddReaderAsync("shop-c", "2");
        var answer = (await _sandbox.RdsAsync("FailoverDBCluster", ("DBClusterIdentifier", "shop"))).Ok();
        Assert.Equal("failing-over", answer.One("Status"));
        await _sandbox.UntilAsync("shop", "available");
        Assert.Equal("shop-c", await WriterAsync());
        (await _sandbox.RdsAsync("FailoverDBCluster", ("DBClusterIdentifier", "shop"), ("TargetDBInstanceIdentifier", "SHOP-B"))).Ok();
        await _sandbox.UntilAsync("shop", "available");
        Assert.Equal("shop-b", await WriterAsync());
        await RefusedAsync("InvalidDBInstanceState", "is not a reader", "FailoverDBCluster", ("DBClusterIdentifier", "shop"), ("TargetDBInstanceIdentifier", "shop-b"));
        Assert.Equal(
            ["Started cross AZ failover to DB instance: shop-c", "Completed failover to DB instance: shop-c", "Started cross AZ failover to DB instance: shop-b", "Completed failover to DB instance: shop-b"],
            (await _sandbox.RdsAsync("DescribeEvents", ("SourceType", "db-cluster"), ("SourceIdentifier", "shop"), ("EventCategories.EventCategory.1", "failover"))).Xml("Message"));
        await _sandbox.RestartAsync();
        Assert.Equal("shop-b", await WriterAsync());
    }

    [Fact]
    public async Task A_cluster_is_stopped_and_started_with_its_instances()
    {
        await _sandbox.AvailableAsync("shop");
        Assert.Equal("stopping", (await _sandbox.RdsAsync("StopDBCluster", ("DBClusterIdentifier", "shop"))).Ok().One("Status"));
        await _sandbox.UntilAsync("shop", "stopped");
        await InstanceAsync("shop-instance-1", "stopped");
        await RefusedAsync("InvalidDBClusterStateFault", "stopped", "ModifyDBCluster", ("DBClusterIdentifier", "shop"), ("DeletionProtection", "true"));
        await RefusedAsync("InvalidDBClusterStateFault", "stopped", "StopDBCluster", ("DBClusterIdentifier", "shop"));
        await RefusedAsync("InvalidDBClusterStateFault", "stopped", "DeleteDBCluster", ("DBClusterIdentifier", "shop"), ("SkipFinalSnapshot", "true"));
        await RefusedAsync("InvalidDBInstanceState", "not in available state", "DeleteDBInstance", ("DBInstanceIdentifier", "shop-instance-1"));
        await _sandbox.RestartAsync();
        await _sandbox.UntilAsync("shop", "stopped");
        Assert.Equal("starting", (await _sandbox.RdsAsync("StartDBCluster", ("DBClusterIdentifier", "shop"))).Ok().One("Status"));
        await _sandbox.UntilAsync("shop", "available");
        await InstanceAsync("shop-instance-1", "available");
        await RefusedAsync("InvalidDBClusterStateFault", "is in available state", "StartDBCluster", ("DBClusterIdentifier", "shop"));
        Assert.Equal(["DB cluster stopped", "DB cluster started"], (await _sandbox.RdsAsync("DescribeEvents", ("SourceType", "db-cluster"), ("EventCategories.EventCategory.1", "notification"))).Xml("Message"));
    }

    [Fact]
    public async Task Instances_are_modified_and_rebooted_in_their_own_statuses()
    {
        await _sandbox.AvailableAsync("shop");
        var modified = (await _sandbox.RdsAsync("ModifyDBInstance", ("DBInstanceIdentifier", "shop-instance-1"), ("PromotionTier", "0"))).Ok();
        Assert.Equal(("modifying", "0"), (modified.One("DBInstanceStatus"), modified.One("PromotionTier")));
        await InstanceAsync("shop-instance-1", "available");
        Assert.Equal("rebooting", (await _sandbox.RdsAsync("RebootDBInstance", ("DBInstanceIdentifier", "shop-instance-1"))).Ok().One("DBInstanceStatus"));
        await InstanceAsync("shop-instance-1", "available");
        Assert.Equal(["DB instance created", "Finished applying modification to DB instance", "DB instance restarted"], (await _sandbox.RdsAsync("DescribeEvents", ("SourceType", "db-instance"), ("SourceIdentifier", "shop-instance-1"))).Xml("Message"));
        await RefusedAsync("InvalidParameterValue", "promotion tier: 16", "ModifyDBInstance", ("DBInstanceIdentifier", "shop-instance-1"), ("PromotionTier", "16"));
        await RefusedAsync("DBInstanceNotFound", "DBInstance nobody not found.", "RebootDBInstance", ("DBInstanceIdentifier", "nobody"));
        await RefusedAsync("InvalidParameterCombination", "ForceFailover", "RebootDBInstance", ("DBInstanceIdentifier", "shop-instance-1"), ("ForceFailover", "true"));
    }

    [Fact]
    public async Task Log_exports_take_effect_at_once_and_show_at_the_instance()
    {
        await using var slow = await RunningSandbox.StartAsync(o => o.ModifySeconds = 60);
        await slow.AvailableAsync("shop");
        var modified = (await slow.RdsAsync("ModifyDBCluster", ("DBClusterIdentifier", "shop"), ("CloudwatchLogsExportConfiguration.EnableLogTypes.member.1", "postgresql"))).Ok();
        Assert.Equal("available", modified.One("Status"));
        var instance = (await slow.RdsAsync("DescribeDBInstances", ("DBInstanceIdentifier", "shop-instance-1"))).Ok();
        Assert.Equal("configuring-log-exports", instance.One("DBInstanceStatus"));
        Assert.NotNull(slow.Account.RouteOfPort(slow.Account.State.Find("us-east-1", "shop")!.Port));
        Assert.Equal("InvalidDBInstanceState", (await slow.RdsAsync("DeleteDBInstance", ("DBInstanceIdentifier", "shop-instance-1"))).Code);
        slow.Clock.Offset = TimeSpan.FromSeconds(61);
        await RunningSandbox.UntilAsync(() => slow.Account.State.FindInstance("us-east-1", "shop-instance-1")!.Value.Instance.Status == "available");
    }

    [Fact]
    public async Task Windows_and_tags_of_snapshots_are_settings()
    {
        await _sandbox.AvailableAsync("shop", ("Tags.Tag.1.Key", "team"), ("Tags.Tag.1.Value", "a"));
        (await _sandbox.RdsAsync("ModifyDBCluster", ("DBClusterIdentifier", "shop"), ("PreferredBackupWindow", "23:45-00:30"), ("PreferredMaintenanceWindow", "Sun:23:45-Mon:00:15"), ("CopyTagsToSnapshot", "true"), ("AutoMinorVersionUpgrade", "false"))).Ok();
        var shop = await _sandbox.UntilAsync("shop", "available");
        Assert.Equal(("23:45-00:30", "sun:23:45-mon:00:15", "true", "false"), (shop.One("PreferredBackupWindow"), shop.One("PreferredMaintenanceWindow"), shop.One("CopyTagsToSnapshot"), shop.One("AutoMinorVersionUpgrade")));
        await RefusedAsync("InvalidParameterValue", "at least 30 minutes", "ModifyDBCluster", ("DBClusterIdentifier", "shop"), ("PreferredBackupWindow", "04:00-04:20"));
        await RefusedAsync("InvalidParameterValue", "Invalid backup window format: 4-5", "ModifyDBCluster", ("DBClusterIdentifier", "shop"), ("PreferredBackupWindow", "4-5"));
        await RefusedAsync("InvalidParameterValue", "between 30 minutes and 24 hours", "ModifyDBCluster", ("DBClusterIdentifier", "shop"), ("PreferredMaintenanceWindow", "mon:04:00-wed:04:00"));
        var snapshot = (await _sandbox.RdsAsync("CreateDBClusterSnapshot", ("DBClusterIdentifier", "shop"), ("DBClusterSnapshotIdentifier", "Before"), ("Tags.Tag.1.Key", "why"), ("Tags.Tag.1.Value", "b"))).Ok();
        Assert.Equal("before a b", $"{snapshot.One("DBClusterSnapshotIdentifier")} {string.Join(' ', snapshot.Xml("Value"))}");
    }

    [Fact]
    public async Task Snapshots_are_made_listed_tagged_restored_and_deleted()
    {
        await _sandbox.AvailableAsync("shop");
        (await SnapshotAsync("before")).Ok();
        await RunningSandbox.UntilAsync(() => _sandbox.Account.State.Snapshots.Single().Status == "available");
        Assert.Equal("DBClusterSnapshotAlreadyExistsFault", (await SnapshotAsync("BEFORE")).Code);
        const string Arn = "arn:aws:rds:us-east-1:000000000000:cluster-snapshot:before";
        (await _sandbox.RdsAsync("AddTagsToResource", ("ResourceName", Arn), ("Tags.Tag.1.Key", "keep"), ("Tags.Tag.1.Value", "yes"))).Ok();
        Assert.Equal("yes", (await _sandbox.RdsAsync("DescribeDBClusterSnapshots", ("DBClusterIdentifier", "shop"), ("SnapshotType", "manual"))).One("Value"));

        (string, string)[] restore = [("DBClusterIdentifier", "again"), ("SnapshotIdentifier", Arn), ("Engine", "aurora-postgresql")];
        await RefusedAsync("InvalidParameterCombination", "must be specified together", "RestoreDBClusterFromSnapshot", [.. restore, ("EnableInternetAccessGateway", "true")]);
        await RefusedAsync("InvalidParameterCombination", "must be specified together", "RestoreDBClusterFromSnapshot", [.. restore, ("EnableVPCNetworking", "false")]);
        (string, string)[] express = [.. restore, ("EnableInternetAccessGateway", "true"), ("EnableVPCNetworking", "false")];
        await RefusedAsync("InvalidParameterCombination", "Amazon RDS requires IAM DB authentication for the master user when Internet Access Gateway is enabled.", "RestoreDBClusterFromSnapshot", express);
        await RefusedAsync("InvalidParameterCombination", "Amazon RDS can't associate a VPC because Internet Access Gateway is enabled.", "RestoreDBClusterFromSnapshot", [.. express, ("EnableIAMDatabaseAuthentication", "true"), ("VpcSecurityGroupIds.VpcSecurityGroupId.1", "sg-1")]);
        var restored = (await _sandbox.RdsAsync("RestoreDBClusterFromSnapshot", [.. express, ("EnableIAMDatabaseAuthentication", "true")])).Ok();
        Assert.Equal(("true", "false", "creating"), (restored.One("InternetAccessGatewayEnabled"), restored.One("VPCNetworkingEnabled"), restored.One("Status")));
        Assert.Empty(restored.Xml("DBInstanceIdentifier"));
        await _sandbox.UntilAsync("again", "available");
        await RefusedAsync("DBClusterSnapshotNotFoundFault", "DBClusterSnapshot none not found.", "RestoreDBClusterFromSnapshot", ("DBClusterIdentifier", "x"), ("SnapshotIdentifier", "none"), ("Engine", "aurora-postgresql"));

        (await _sandbox.RdsAsync("DeleteDBClusterSnapshot", ("DBClusterSnapshotIdentifier", "before"))).Ok();
        await RefusedAsync("DBClusterSnapshotNotFoundFault", "DBClusterSnapshot before not found.", "DeleteDBClusterSnapshot", ("DBClusterSnapshotIdentifier", "before"));
        Assert.Equal(["Creating manual cluster snapshot", "Manual cluster snapshot created", "Deleted manual cluster snapshot"], (await _sandbox.RdsAsync("DescribeEvents", ("SourceType", "db-cluster-snapshot"))).Xml("Message"));
    }

    [Theory]
    [InlineData("InvalidParameterValue", "UseLatestRestorableTime instead of RestoreToTime", "RestoreToTime", "2026-01-01T00:00:00Z")]
    [InlineData("InvalidParameterCombination", "Either RestoreToTime or UseLatestRestorableTime", "RestoreType", "full-copy")]
    [InlineData("DBClusterNotFoundFault", "DBCluster nowhere not found.", "SourceDBClusterIdentifier", "nowhere")]
    public async Task A_restore_to_a_point_in_time_is_to_the_latest_only(string code, string message, string name, string value)
    {
        List<(string, string)> request = [("DBClusterIdentifier", "again"), (name, value)];
        if (name != "SourceDBClusterIdentifier") request.Add(("SourceDBClusterIdentifier", "demo"));
        if (name == "SourceDBClusterIdentifier") request.Add(("UseLatestRestorableTime", "true"));
        await RefusedAsync(code, message, "RestoreDBClusterToPointInTime", [.. request]);
    }

    [Fact]
    public async Task A_free_plan_has_two_small_express_clusters()
    {
        await using var free = await RunningSandbox.StartAsync(o => o.FreePlan = true);
        var standard = await free.RdsAsync("CreateDBCluster", ("DBClusterIdentifier", "plain"), ("Engine", "aurora-postgresql"), ("MasterUsername", "postgres"), ("MasterUserPassword", "secret99"));
        Assert.Equal("FreeTierRestrictionError", standard.Code);
        Assert.StartsWith("To use Aurora clusters with free plan accounts you need to set WithExpressConfiguration.", standard.Message);
        Assert.Equal("FreeTierRestrictionError", (await free.CreateExpressAsync("big", ("ServerlessV2ScalingConfiguration.MaxCapacity", "4.5"))).Code);
        Assert.Equal("4.0", (await free.CreateExpressAsync("second")).Ok().One("MaxCapacity"));
        Assert.Equal("DBClusterQuotaExceededFault", (await free.CreateExpressAsync("third")).Code);
        await free.UntilAsync("second", "available");
        Assert.Equal("FreeTierRestrictionError", (await free.RdsAsync("ModifyDBCluster", ("DBClusterIdentifier", "second"), ("ServerlessV2ScalingConfiguration.MaxCapacity", "8"))).Code);
        Assert.Equal("InstanceQuotaExceeded", (await free.RdsAsync("CreateDBInstance", ("DBInstanceIdentifier", "r"), ("DBClusterIdentifier", "second"), ("DBInstanceClass", "db.serverless"), ("Engine", "aurora-postgresql"))).Code);
    }

    [Fact]
    public async Task An_express_create_needs_the_permissions_of_all_it_does()
    {
        var policy = """{"Users":[{"UserName":"maker","AccessKeys":[{"AccessKeyId":"MAKER","SecretAccessKey":"sandbox"}],"Policies":[{"PolicyName":"p","PolicyDocument":{"Statement":{"Effect":"Allow","Action":[ACTIONS],"Resource":"*"}}}]}]}""";
        var actions = new List<string> { "rds:CreateDBCluster" };
        foreach (var missing in new[] { "rds:EnableInternetAccessGateway", "rds:CreateDBInstance", "rds:AddTagsToResource" })
        {
            _sandbox.Account.Iam.Replace(policy.Replace("ACTIONS", string.Join(',', actions.Select(a => $"\"{a}\"")), StringComparison.Ordinal));
            var answer = await CreateAsync();
            Assert.Equal((403, "AccessDenied"), (answer.Status, answer.Code));
            Assert.Contains($"not authorized to perform: {missing} on resource: arn:aws:rds:us-east-1:000000000000:", answer.Message);
            actions.Add(missing);
        }

        _sandbox.Account.Iam.Replace(policy.Replace("ACTIONS", string.Join(',', actions.Select(a => $"\"{a}\"")), StringComparison.Ordinal));
        (await CreateAsync()).Ok();

        Task<AwsAnswer> CreateAsync() => _sandbox.SendAsync(_sandbox.Query("rds", "2014-10-31", "CreateDBCluster", ("DBClusterIdentifier", "shop"), ("Engine", "aurora-postgresql"), ("WithExpressConfiguration", "true"), ("Tags.Tag.1.Key", "a"), ("Tags.Tag.1.Value", "b")) with { Key = "MAKER" });
    }

    [Theory]
    [InlineData("InvalidParameterValue", "shorter than 8", "MasterUserPassword", "short")]
    [InlineData("InvalidParameterValue", "Only printable ASCII", "MasterUserPassword", "with space")]
    [InlineData("InvalidParameterCombination", "no Secrets Manager", "ManageMasterUserPassword", "true")]
    [InlineData("InvalidParameterCombination", "must specify MasterUserPassword", "MasterUserAuthenticationType", "password")]
    [InlineData("InvalidParameterValue", "Invalid MasterUserAuthenticationType: magic", "MasterUserAuthenticationType", "magic")]
    public async Task A_standard_masters_way_in_is_checked(string code, string message, string name, string value)
    {
        List<(string, string)> request = [("DBClusterIdentifier", "plain"), ("Engine", "aurora-postgresql"), ("MasterUsername", "postgres"), (name, value)];
        if (value == "magic") request.Add(("MasterUserPassword", "secret99"));
        await RefusedAsync(code, message, "CreateDBCluster", [.. request]);
    }

    [Fact]
    public async Task Fifty_tags_are_the_most()
    {
        const string Arn = "arn:aws:rds:us-east-1:000000000000:db:demo-instance-1";
        (string, string)[] Tags(int from, int count) => [("ResourceName", Arn), .. Enumerable.Range(1, count).SelectMany(i => new[] { ($"Tags.Tag.{i}.Key", $"k{from + i}"), ($"Tags.Tag.{i}.Value", "v") })];
        (await _sandbox.RdsAsync("AddTagsToResource", Tags(0, 50))).Ok();
        await RefusedAsync("InvalidParameterValue", "at most 50 tags", "AddTagsToResource", Tags(50, 1));
        (await _sandbox.RdsAsync("AddTagsToResource", Tags(0, 50))).Ok();
        await _sandbox.RestartAsync();
        Assert.Equal(50, (await _sandbox.RdsAsync("ListTagsForResource", ("ResourceName", Arn))).Xml("Key").Count);
    }

    private Task<AwsAnswer> SnapshotAsync(string id) => _sandbox.RdsAsync("CreateDBClusterSnapshot", ("DBClusterIdentifier", "shop"), ("DBClusterSnapshotIdentifier", id));

    private async Task AddReaderAsync(string id, string tier)
    {
        (await _sandbox.RdsAsync("CreateDBInstance", ("DBInstanceIdentifier", id), ("DBClusterIdentifier", "shop"), ("DBInstanceClass", "db.serverless"), ("Engine", "aurora-postgresql"), ("PromotionTier", tier))).Ok();
        await InstanceAsync(id, "available");
    }

    private Task InstanceAsync(string id, string status) =>
        RunningSandbox.UntilAsync(() => _sandbox.Account.State.FindInstance("us-east-1", id)!.Value.Instance.Status == status);

    private async Task<string> WriterAsync()
    {
        var cluster = (await _sandbox.RdsAsync("DescribeDBClusters", ("DBClusterIdentifier", "shop"))).Ok();
        return cluster.Xml("DBInstanceIdentifier")[cluster.Xml("IsClusterWriter").IndexOf("true")];
    }

    private async Task RefusedAsync(string code, string message, string action, params (string Name, string Value)[] parameters)
    {
        var answer = await _sandbox.RdsAsync(action, parameters);
        Assert.Equal(code, answer.Code);
        Assert.Contains(message, answer.Message);
    }
}
