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
        var now = account.Clock.GetUtcNow();
        return new ApiObject { { "Marker", marker }, { "DBClusters", new ApiList("DBCluster", page.Select(c => RdsShapes.Cluster(c, now))) } };
    }

    private static ApiObject CreateCluster(SandboxAccount account, ApiCall call)
    {
        var input = call.Input;
        var id = input.Required("DBClusterIdentifier");
        if (input.Required("Engine") is var engine && engine != Engine)
            throw new AwsRefusalException("InvalidParameterValue", $"Invalid DB engine: {engine}. The sandbox has {Engine}.");

        var express = input.Flag("WithExpressConfiguration") == true;
        if (express)
        {
            CheckExpress(input);
            account.Iam.Demand(call.AccessKeyId, "rds:EnableInternetAccessGateway", ClusterArn(call, id));
            account.Iam.Demand(call.AccessKeyId, "rds:CreateDBInstance", InstanceArn(call, id + "-instance-1"));
        }
        else
        {
            CheckStandard(input);
        }

        if (Tags(input).Count > 0)
            account.Iam.Demand(call.AccessKeyId, "rds:AddTagsToResource", ClusterArn(call, id));
        var cluster = account.CreateCluster(new CreateClusterRequest(call.Region, id)
        {
            Express = express,
            MasterUsername = input.Text("MasterUsername"),
            EngineVersion = input.Text("EngineVersion") is { } version ? ResourceRules.EngineVersion(version) : null,
            Scaling = Scaling(input),
            DeletionProtection = input.Flag("DeletionProtection") ?? false,
            BackupRetentionPeriod = input.Int("BackupRetentionPeriod"),
            IamAuthentication = input.Flag("EnableIAMDatabaseAuthentication") == true || input.Text("MasterUserAuthenticationType") == "iam-db-auth",
            LogExports = input.Texts("EnableCloudwatchLogsExports"),
            Master = Master(input) is { Verifier: not null } byPassword ? byPassword : null,
            Upkeep = Upkeep(input),
            Tags = Tags(input),
        });
        return OneCluster(account, cluster);
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
            throw NeedsIam();
        if (input.Flag("EnableIAMDatabaseAuthentication") == false)
            throw NeedsIam();
        if (input.Int("BackupRetentionPeriod") is { } days && days != 1)
            throw new AwsRefusalException("InvalidParameterCombination", "BackupRetentionPeriod must be 1 when WithExpressConfiguration is true.");
    }

    private static void CheckStandard(ApiInput input)
    {
        input.Required("MasterUsername");
        if (input.Text("MasterUserPassword") is null && input.Text("MasterUserAuthenticationType") != "iam-db-auth")
        {
            throw new AwsRefusalException("InvalidParameterCombination", input.Flag("ManageMasterUserPassword") == true
                ? "The sandbox has no Secrets Manager: specify MasterUserPassword instead of ManageMasterUserPassword."
                : "You must specify MasterUserPassword or set ManageMasterUserPassword to true.");
        }

        if (input.Text("DatabaseName") is { } database && database != "postgres")
            throw new AwsRefusalException("InvalidParameterValue", $"DatabaseName {database} isn't supported by the sandbox; create the database with SQL.");
    }

    private static ApiObject ModifyCluster(SandboxAccount account, ApiCall call)
    {
        var input = call.Input;
        var id = ClusterId(call);
        var express = SandboxAccount.Require(account.State, call.Region, id).Express;
        if (input.Names.FirstOrDefault(n => n is "NewDBClusterIdentifier" or "EngineVersion" or "Port" or "VpcSecurityGroupIds" or "ManageMasterUserPassword") is { } given)
        {
            throw new AwsRefusalException("InvalidParameterCombination", given == "VpcSecurityGroupIds" && express
                ? "Amazon RDS can't associate a VPC because Internet Access Gateway is enabled."
                : $"The parameter {given} can't be modified by the sandbox.");
        }

        var master = Master(input);
        if (express && master is { Verifier: not null })
            throw NeedsIam();
        var logs = input.Object("CloudwatchLogsExportConfiguration");
        return OneCluster(account, account.ModifyCluster(new ModifyClusterRequest(call.Region, id)
        {
            Scaling = Scaling(input),
            DeletionProtection = input.Flag("DeletionProtection"),
            BackupRetentionPeriod = input.Int("BackupRetentionPeriod"),
            IamAuthentication = input.Flag("EnableIAMDatabaseAuthentication"),
            Master = master,
            Upkeep = Upkeep(input),
            EnableLogTypes = logs?.Texts("EnableLogTypes") ?? [],
            DisableLogTypes = logs?.Texts("DisableLogTypes") ?? [],
        }));
    }

    /// <summary>How the master user is to log in; <c>null</c>: nothing is said about it.</summary>
    private static MasterChange? Master(ApiInput input)
    {
        var password = input.Text("MasterUserPassword");
        switch (input.Text("MasterUserAuthenticationType"))
        {
            case null or "password" when password is not null:
                ResourceRules.MasterPassword(password);
                return new MasterChange(ScramVerifier.Of(password));
            case null:
                return null;
            case "iam-db-auth" when password is null:
                return new MasterChange(Verifier: null);
            case "iam-db-auth":
                throw new AwsRefusalException("InvalidParameterCombination", "You can't specify MasterUserPassword when MasterUserAuthenticationType is iam-db-auth.");
            case "password":
                throw new AwsRefusalException("InvalidParameterCombination", "You must specify MasterUserPassword when MasterUserAuthenticationType is password.");
            case var other:
                throw new AwsRefusalException("InvalidParameterValue", $"Invalid MasterUserAuthenticationType: {other}. It is password or iam-db-auth.");
        }
    }

    private static UpkeepRequest Upkeep(ApiInput input) => new(
        input.Text("PreferredBackupWindow"), input.Text("PreferredMaintenanceWindow"), input.Flag("CopyTagsToSnapshot"), input.Flag("AutoMinorVersionUpgrade"));

    private static ApiObject DeleteCluster(SandboxAccount account, ApiCall call)
    {
        var cluster = account.DeleteCluster(call.Region, ClusterId(call), call.Input.Flag("SkipFinalSnapshot") ?? false, call.Input.Text("FinalDBSnapshotIdentifier"));
        return OneCluster(account, cluster);
    }

    private static AwsRefusalException NeedsIam() => new("InvalidParameterCombination", "Amazon RDS requires IAM DB authentication for the master user when Internet Access Gateway is enabled.");
}
