using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>Snapshots, and clusters made from them or from another cluster as it is now.</summary>
internal static partial class RdsService
{
    private static ApiObject CreateSnapshot(SandboxAccount account, ApiCall call)
    {
        var snapshot = account.CreateSnapshot(call.Region, ClusterId(call), call.Input.Required("DBClusterSnapshotIdentifier"), Tags(call.Input));
        return new ApiObject { { "DBClusterSnapshot", RdsShapes.Snapshot(snapshot) } };
    }

    private static ApiObject DeleteSnapshot(SandboxAccount account, ApiCall call)
    {
        var snapshot = account.DeleteSnapshot(call.Region, NameOf(call.Input.Required("DBClusterSnapshotIdentifier")));
        return new ApiObject { { "DBClusterSnapshot", RdsShapes.Snapshot(snapshot) } };
    }

    private static ApiObject RestoreFromSnapshot(SandboxAccount account, ApiCall call)
    {
        if (call.Input.Required("Engine") is var engine && engine != Engine)
            throw new AwsRefusalException("InvalidParameterValue", $"Invalid DB engine: {engine}. The sandbox has {Engine}.");
        var snapshot = SandboxAccount.RequireSnapshot(account.State, call.Region, NameOf(call.Input.Required("SnapshotIdentifier")));
        if (snapshot.Status != ResourceStatus.Available)
            throw new AwsRefusalException("InvalidDBClusterSnapshotStateFault", $"The snapshot {snapshot.Id} is not in available state.");
        return Restore(account, call, snapshot.Source, snapshot.Source.HasData ? new DataSource(snapshot.DataName, null) : null);
    }

    private static ApiObject RestoreToPointInTime(SandboxAccount account, ApiCall call)
    {
        var input = call.Input;
        if (input.Text("RestoreToTime") is not null)
            throw new AwsRefusalException("InvalidParameterValue", "The sandbox restores to the latest time only: set UseLatestRestorableTime instead of RestoreToTime.");
        if (input.Flag("UseLatestRestorableTime") != true)
            throw new AwsRefusalException("InvalidParameterCombination", "Either RestoreToTime or UseLatestRestorableTime must be specified.");
        if (input.Text("RestoreType") is not (null or "full-copy" or "copy-on-write"))
            throw new AwsRefusalException("InvalidParameterValue", "RestoreType must be full-copy or copy-on-write.");

        var source = SandboxAccount.Require(account.State, call.Region, NameOf(input.Required("SourceDBClusterIdentifier")));
        if (source.Status is ResourceStatus.Creating or ResourceStatus.Deleting)
            throw new AwsRefusalException("InvalidDBClusterStateFault", $"DB cluster {source.Id} is not available for restore with status {source.Status}");
        return Restore(account, call, source, source.HasData ? new DataSource(null, source.ResourceId) : null);
    }

    private static ApiObject Restore(SandboxAccount account, ApiCall call, Cluster source, DataSource? data)
    {
        var input = call.Input;
        var express = input.Flag("EnableInternetAccessGateway") == true;
        if (express)
            account.Iam.Demand(call.AccessKeyId, "rds:EnableInternetAccessGateway", ClusterArn(call, ClusterId(call)));
        CheckGateway(input, express);
        return OneCluster(account, account.CreateCluster(new CreateClusterRequest(call.Region, ClusterId(call))
        {
            Express = express,
            EngineVersion = source.EngineVersion,
            Scaling = Scaling(input) ?? (source.MaxCapacity is null ? null : new ScalingRequest(source.MinCapacity, source.MaxCapacity, source.SecondsUntilAutoPause)),
            DeletionProtection = input.Flag("DeletionProtection") ?? false,
            BackupRetentionPeriod = input.Int("BackupRetentionPeriod") ?? source.BackupRetentionPeriod,
            IamAuthentication = input.Flag("EnableIAMDatabaseAuthentication") ?? source.IamAuthentication,
            LogExports = input.Texts("EnableCloudwatchLogsExports"),
            Master = express && source.MasterByPassword ? new MasterChange(Verifier: null) : source.MasterChange,
            MasterByPassword = source.MasterByPassword,
            Upkeep = Upkeep(input),
            Source = data,
            Restored = true,
            Tags = Tags(input),
        }));
    }

    // The names of the request; the answer's are InternetAccessGatewayEnabled and VPCNetworkingEnabled.
    private static void CheckGateway(ApiInput input, bool express)
    {
        if (express != (input.Flag("EnableVPCNetworking") == false))
            throw new AwsRefusalException("InvalidParameterCombination", "EnableInternetAccessGateway=true and EnableVPCNetworking=false must be specified together.");
        if (express && input.Flag("EnableIAMDatabaseAuthentication") != true)
            throw NeedsIam();
        if (express && input.Names.Any(n => n is "VpcSecurityGroupIds" or "DBSubnetGroupName"))
            throw new AwsRefusalException("InvalidParameterCombination", "Amazon RDS can't associate a VPC because Internet Access Gateway is enabled.");
        if (input.Names.FirstOrDefault(n => n is "Port" or "KmsKeyId" or "DatabaseName" or "ManageMasterUserPassword" or "EngineVersion") is { } given)
            throw new AwsRefusalException("InvalidParameterCombination", $"The parameter {given} can't be specified for a restore in the sandbox.");
    }
}
