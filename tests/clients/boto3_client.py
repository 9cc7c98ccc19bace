"""boto3. Environment: see ClientMatrix.cs."""
import json
import os
import time
from datetime import datetime, timedelta, timezone

import boto3
import botocore

from cells import REGION, URL, Cells, command, expect, expect_in

NAME = "boto3-road"
METRIC = {"Namespace": "AWS/RDS", "MetricName": "IamDbAuthConnectionFailure", "Dimensions": [{"Name": "DBClusterIdentifier", "Value": "demo"}]}
STARTED = datetime.now(timezone.utc)


def client(service, region=REGION, **credentials):
    return boto3.client(service, region_name=region, endpoint_url=URL, **credentials)


rds, cloudwatch, logs, sts = (client(service) for service in ("rds", "cloudwatch", "logs", "sts"))


def create():
    created = rds.create_db_cluster(DBClusterIdentifier=NAME, Engine="aurora-postgresql", MasterUsername="postgres", MasterUserPassword="not-a-secret-1",
                                    EnableIAMDatabaseAuthentication=True, Tags=[{"Key": "team", "Value": "a & b"}])["DBCluster"]
    expect((created["Status"], created["IAMDatabaseAuthenticationEnabled"], created["TagList"]), ("creating", True, [{"Key": "team", "Value": "a & b"}]))
    expect(created["ClusterCreateTime"] - STARTED < timedelta(minutes=5), True)
    rds.get_waiter("db_cluster_available").wait(DBClusterIdentifier=NAME, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    return "a standard cluster (this botocore is older than express clusters), and its waiter"


def pages():
    seen = list(client("rds", "eu-west-1").get_paginator("describe_db_clusters").paginate(PaginationConfig={"PageSize": 20}))
    expect([len(page["DBClusters"]) for page in seen], [20, 1])
    expect(all(cluster["Status"] == "available" for page in seen for cluster in page["DBClusters"]), True)


def modify():
    rds.modify_db_cluster(DBClusterIdentifier=NAME, BackupRetentionPeriod=7, DeletionProtection=True, ApplyImmediately=True,
                          CloudwatchLogsExportConfiguration={"EnableLogTypes": ["iam-db-auth-error"]},
                          ServerlessV2ScalingConfiguration={"MinCapacity": 0.5, "MaxCapacity": 8})
    rds.get_waiter("db_cluster_available").wait(DBClusterIdentifier=NAME, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    [cluster] = rds.describe_db_clusters(DBClusterIdentifier=NAME)["DBClusters"]
    expect((cluster["BackupRetentionPeriod"], cluster["DeletionProtection"], cluster["EnabledCloudwatchLogsExports"], cluster["ServerlessV2ScalingConfiguration"]),
           (7, True, ["iam-db-auth-error"], {"MinCapacity": 0.5, "MaxCapacity": 8.0}))


def tags():
    [cluster] = rds.describe_db_clusters(DBClusterIdentifier=NAME)["DBClusters"]
    arn = cluster["DBClusterArn"]
    rds.add_tags_to_resource(ResourceName=arn, Tags=[{"Key": "stage", "Value": "test"}])
    rds.remove_tags_from_resource(ResourceName=arn, TagKeys=["team"])
    expect(rds.list_tags_for_resource(ResourceName=arn)["TagList"], [{"Key": "stage", "Value": "test"}])


def events():
    found = rds.describe_events(SourceType="db-cluster", SourceIdentifier=NAME, Duration=60)["Events"]
    expect_in("DB cluster created", [event["Message"] for event in found])
    expect(all(timedelta(0) <= datetime.now(timezone.utc) - event["Date"] < timedelta(minutes=10) for event in found), True)


def refused_login():
    code, _, errors = command("/usr/bin/psql", "-Xc", "select 1", password=os.environ["TOKEN"][:-1])
    expect(code, 2)
    expect_in("PAM authentication failed", errors)


def metrics():
    refused_login()
    end = time.monotonic() + 30
    while True:
        now = datetime.now(timezone.utc)
        answer = cloudwatch.get_metric_data(StartTime=now - timedelta(minutes=10), EndTime=now + timedelta(minutes=1),
                                            MetricDataQueries=[{"Id": "f", "MetricStat": {"Metric": METRIC, "Period": 60, "Stat": "Sum"}}])
        [result] = answer["MetricDataResults"]
        if sum(result["Values"]) >= 1:
            break
        expect(time.monotonic() < end, True)
        time.sleep(0.2)
    expect((result["StatusCode"], len(result["Timestamps"])), ("Complete", len(result["Values"])))
    listed = cloudwatch.get_paginator("list_metrics").paginate(Namespace="AWS/RDS", MetricName=METRIC["MetricName"])
    expect_in(METRIC["Dimensions"], [metric["Dimensions"] for page in listed for metric in page["Metrics"]])
    return "GetMetricData and ListMetrics, by the Query protocol"


def alarms():
    cloudwatch.put_metric_alarm(AlarmName=NAME, **METRIC, Statistic="Sum", Period=60, EvaluationPeriods=1, Threshold=5, ComparisonOperator="GreaterThanThreshold", TreatMissingData="notBreaching")
    [alarm] = cloudwatch.describe_alarms(AlarmNames=[NAME])["MetricAlarms"]
    expect((alarm["MetricName"], alarm["Threshold"], alarm["Dimensions"], alarm["TreatMissingData"]), (METRIC["MetricName"], 5.0, METRIC["Dimensions"], "notBreaching"))
    cloudwatch.set_alarm_state(AlarmName=NAME, StateValue="ALARM", StateReason="a test")
    # The next evaluation takes it back, perhaps before one looks; the history keeps it.
    history = cloudwatch.describe_alarm_history(AlarmName=NAME, HistoryItemType="StateUpdate")["AlarmHistoryItems"]
    expect_in("a test", [json.loads(item["HistoryData"])["newState"]["stateReason"] for item in history])
    cloudwatch.delete_alarms(AlarmNames=[NAME])
    expect(cloudwatch.describe_alarms(AlarmNames=[NAME])["MetricAlarms"], [])


def log_pages():
    since = int(time.time() * 1000)
    refused_login()
    refused_login()
    seen = list(logs.get_paginator("filter_log_events").paginate(
        logGroupName="/aws/rds/cluster/demo/iam-db-auth-error", startTime=since, filterPattern='"InvalidToken"', PaginationConfig={"PageSize": 1}))
    expect(["Error Code: InvalidToken" in event["message"] for page in seen for event in page["events"]], [True, True])
    expect(len(seen) >= 2, True)


def assume_role():
    keys = sts.assume_role(RoleArn=os.environ["ROLE_ARN"], RoleSessionName="boto3", DurationSeconds=900)["Credentials"]
    expect(timedelta(minutes=14) < keys["Expiration"] - datetime.now(timezone.utc) <= timedelta(minutes=15), True)
    identity = client("sts", aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"], aws_session_token=keys["SessionToken"]).get_caller_identity()
    expect((identity["Account"], identity["Arn"].split(":assumed-role/")[1]), ("000000000000", os.environ["ROLE_ARN"].split("role/")[1] + "/boto3"))


def code_of(action, kind):
    try:
        action()
    except kind as error:
        return error.response["Error"]["Code"]
    raise AssertionError("it was allowed")


def errors():
    expect(code_of(lambda: rds.describe_db_clusters(DBClusterIdentifier="gone"), rds.exceptions.DBClusterNotFoundFault), "DBClusterNotFoundFault")
    expect(code_of(lambda: rds.delete_db_cluster(DBClusterIdentifier=NAME, SkipFinalSnapshot=True), botocore.exceptions.ClientError), "InvalidParameterCombination")
    expect(code_of(lambda: logs.filter_log_events(logGroupName="gone"), logs.exceptions.ResourceNotFoundException), "ResourceNotFoundException")
    expect(code_of(lambda: client("sts", aws_access_key_id="nobody", aws_secret_access_key="x").get_caller_identity(), botocore.exceptions.ClientError), "InvalidClientTokenId")
    return "as the client's own exception classes"


def delete():
    rds.modify_db_cluster(DBClusterIdentifier=NAME, DeletionProtection=False, ApplyImmediately=True)
    rds.get_waiter("db_cluster_available").wait(DBClusterIdentifier=NAME, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    rds.delete_db_cluster(DBClusterIdentifier=NAME, FinalDBSnapshotIdentifier=NAME + "-last")
    rds.get_waiter("db_cluster_deleted").wait(DBClusterIdentifier=NAME, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    expect([snapshot["Status"] for snapshot in rds.describe_db_cluster_snapshots(DBClusterIdentifier=NAME)["DBClusterSnapshots"]], ["available"])
    return "with a final snapshot, and its waiter"


matrix = Cells(f"boto3 {boto3.__version__}, botocore {botocore.__version__}")
for name, action in (("create", create), ("pages", pages), ("modify", modify), ("tags", tags), ("events", events), ("metrics", metrics),
                     ("alarms", alarms), ("logs", log_pages), ("assume role", assume_role), ("errors", errors), ("delete", delete)):
    matrix.run(name, action)
matrix.print()
