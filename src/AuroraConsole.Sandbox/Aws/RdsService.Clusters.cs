using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

internal static partial class RdsService
{
    // Observed live: what express decides by itself may not be asked for.
    private static readonly string[] NotWithExpress =
    [
        "DatabaseName", "EngineVersion", "ManageMasterUserPassword", "MasterUserPassword", "EnableHttpEndpoint",
        "DBSubnetGroupName", "VpcSecurityGroupIds", "KmsKeyId", "Port", "GlobalClusterIdentifier", "Domain", "NetworkType", "EngineMode",
    ];

    private static ApiObject DescribeClusters(SandboxAccount account, ApiCall call)
    {
        var filters = Filters(call, "db-cluster-id", "db-cluster-resource-id", "engine", "engine-mode", "clone-group-id", "domain");
        IEnumerable<Cluster> clusters = account.State.Clusters.Where(c => c.Region == call.Region);
        if (call.Input.Text("DBClusterIdentifier") is { Length: > 0 } id)
            clusters = [SandboxAccount.Require(account.State, call.Region, NameOf(id))];

        clusters = clusters.Where(c => filters.All(f => f.Key switch
        {
            "db-cluster-id" => f.Value.Any(v => NameOf(v).Equals(c.Id, StringComparison.OrdinalIgnoreCase)),
            "db-cluster-resource-id" => f.Value.Contains(c.ResourceId),
            "engine" => f.Value.Contains(Engine),
            "engine-mode" => f.Value.Contains("provisioned"),
            _ => false,
        }));
        var (page, marker) = Paging.Take(call.Input, clusters, c => c.Id);
        return new ApiObject { { "Marker", marker }, { "DBClusters", new ApiList("DBCluster", page.Select(RdsShapes.Cluster)) } };
    }

    private static ApiObject CreateCluster(SandboxAccount account, ApiCall call)
    {
        var input = call.Input;
        var id = input.Required("DBClusterIdentifier");
        if (input.Required("Engine") is var engine && engine != Engine)
            throw new AwsRefusalException("InvalidParameterValue", $"Invalid DB engine: {engine}. The sandbox has {Engine}.");

        var express = input.Flag("WithExpressConfiguration") == true;
        if (express)
            CheckExpress(input);
        else
            CheckStandard(input);

        var cluster = account.CreateCluster(new CreateClusterRequest(call.Region, id)
        {
            Express = express,
            MasterUsername = input.Text("MasterUsername"),
            EngineVersion = input.Text("EngineVersion"),
            Scaling = Scaling(input),
            DeletionProtection = input.Flag("DeletionProtection") ?? false,
            BackupRetentionPeriod = input.Int("BackupRetentionPeriod"),
            IamAuthentication = input.Flag("EnableIAMDatabaseAuthentication") == true || input.Text("MasterUserAuthenticationType") == "iam-db-auth",
            LogExports = input.Texts("EnableCloudwatchLogsExports"),
            Tags = Tags(input),
        });
        return new ApiObject { { "DBCluster", RdsShapes.Cluster(cluster) } };
    }

    private static void CheckExpress(ApiInput input)
    {
        if (input.Names.FirstOrDefault(NotWithExpress.Contains) is { } given)
        {
            throw new AwsRefusalException("InvalidParameterCombination", given is "VpcSecurityGroupIds" or "DBSubnetGroupName"
                ? "Amazon RDS can't associate a VPC because Internet Access Gateway is enabled."
                : $"The parameter {given} can't be specified when WithExpressConfiguration is true.");
        }

        if (input.Text("MasterUserAuthenticationType") is { } authentication && authentication != "iam-db-auth")
            throw new AwsRefusalException("InvalidParameterCombination", "Amazon RDS requires IAM DB authentication for the master user when Internet Access Gateway is enabled.");
        if (input.Flag("EnableIAMDatabaseAuthentication") == false)
            throw new AwsRefusalException("InvalidParameterCombination", "Amazon RDS requires IAM DB authentication for the master user when Internet Access Gateway is enabled.");
        if (input.Int("BackupRetentionPeriod") is { } days && days != 1)
            throw new AwsRefusalException("InvalidParameterCombination", "BackupRetentionPeriod must be 1 when WithExpressConfiguration is true.");
    }

    private static void CheckStandard(ApiInput input)
    {
        input.Required("MasterUsername");
        if (input.Text("MasterUserPassword") is null && input.Flag("ManageMasterUserPassword") != true && input.Text("MasterUserAuthenticationType") != "iam-db-auth")
            throw new AwsRefusalException("InvalidParameterCombination", "You must specify MasterUserPassword or set ManageMasterUserPassword to true.");
        if (input.Text("DatabaseName") is { } database && database != "postgres")
            throw new AwsRefusalException("InvalidParameterValue", $"DatabaseName {database} isn't supported by the sandbox; create the database with SQL.");
    }

    private static ApiObject ModifyCluster(SandboxAccount account, ApiCall call)
    {
        var input = call.Input;
        if (input.Names.FirstOrDefault(n => n is "NewDBClusterIdentifier" or "EngineVersion" or "Port" or "VpcSecurityGroupIds" or "MasterUserPassword") is { } given)
        {
            throw new AwsRefusalException("InvalidParameterCombination", given == "VpcSecurityGroupIds"
                ? "Amazon RDS can't associate a VPC because Internet Access Gateway is enabled."
                : $"The parameter {given} can't be modified by the sandbox.");
        }

        var logs = input.Object("CloudwatchLogsExportConfiguration");
        var authentication = input.Text("MasterUserAuthenticationType");
        if (authentication is not (null or "iam-db-auth"))
            throw new AwsRefusalException("InvalidParameterCombination", "Amazon RDS requires IAM DB authentication for the master user when Internet Access Gateway is enabled.");

        var cluster = account.ModifyCluster(new ModifyClusterRequest(call.Region, NameOf(input.Required("DBClusterIdentifier")))
        {
            Scaling = Scaling(input),
            DeletionProtection = input.Flag("DeletionProtection"),
            BackupRetentionPeriod = input.Int("BackupRetentionPeriod"),
            IamAuthentication = input.Flag("EnableIAMDatabaseAuthentication"),
            MasterByIam = authentication is not null,
            EnableLogTypes = logs?.Texts("EnableLogTypes") ?? [],
            DisableLogTypes = logs?.Texts("DisableLogTypes") ?? [],
        });
        return new ApiObject { { "DBCluster", RdsShapes.Cluster(cluster) } };
    }

    private static ApiObject DeleteCluster(SandboxAccount account, ApiCall call)
    {
        var cluster = account.DeleteCluster(
            call.Region,
            NameOf(call.Input.Required("DBClusterIdentifier")),
            call.Input.Flag("SkipFinalSnapshot") ?? false,
            call.Input.Text("FinalDBSnapshotIdentifier"));
        return new ApiObject { { "DBCluster", RdsShapes.Cluster(cluster) } };
    }
}
