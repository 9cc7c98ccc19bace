"""The AWS CLI. Environment: see ClientMatrix.cs."""
import json
import os
import subprocess
import time
from datetime import datetime, timedelta, timezone

from cells import Cells, aws, command, expect, expect_in

NAME = "cli-road"
DIMENSION = {"Name": "DBClusterIdentifier", "Value": "demo"}


def cluster():
    return aws("rds", "describe-db-clusters", "--db-cluster-identifier", NAME)["DBClusters"][0]


def create():
    created = aws("rds", "create-db-cluster", "--db-cluster-identifier", NAME, "--engine", "aurora-postgresql", "--master-username", "postgres", "--master-user-password", "not-a-secret-1",
                  "--enable-iam-database-authentication", "--tags", "Key=team,Value=a & b")["DBCluster"]
    expect((created["Status"], created["TagList"]), ("creating", [{"Key": "team", "Value": "a & b"}]))
    until("available")
    return "a standard cluster (this version is older than express clusters)"


def until(status):
    # `aws rds wait` looks every 30 seconds.
    end = time.monotonic() + 60
    while cluster()["Status"] != status:
        expect(time.monotonic() < end, True)


def pages():
    seen = aws("rds", "describe-db-clusters", "--region", "eu-west-1", "--page-size", "20")["DBClusters"]
    expect(len({each["DBClusterArn"] for each in seen}), 21)


def modify():
    aws("rds", "modify-db-cluster", "--db-cluster-identifier", NAME, "--backup-retention-period", "7", "--apply-immediately",
        "--cloudwatch-logs-export-configuration", "EnableLogTypes=iam-db-auth-error", "--serverless-v2-scaling-configuration", "MinCapacity=0.5,MaxCapacity=8")
    until("available")
    seen = cluster()
    expect((seen["BackupRetentionPeriod"], seen["EnabledCloudwatchLogsExports"], seen["ServerlessV2ScalingConfiguration"]), (7, ["iam-db-auth-error"], {"MinCapacity": 0.5, "MaxCapacity": 8.0}))


def tags():
    arn = cluster()["DBClusterArn"]
    aws("rds", "add-tags-to-resource", "--resource-name", arn, "--tags", "Key=stage,Value=test")
    aws("rds", "remove-tags-from-resource", "--resource-name", arn, "--tag-keys", "team")
    expect(aws("rds", "list-tags-for-resource", "--resource-name", arn)["TagList"], [{"Key": "stage", "Value": "test"}])


def events():
    expect_in("DB cluster created", [event["Message"] for event in aws("rds", "describe-events", "--source-type", "db-cluster", "--source-identifier", NAME)["Events"]])


def refused_login():
    code, _, errors = command("/usr/bin/psql", "-Xc", "select 1", password=os.environ["TOKEN"][:-1])
    expect(code, 2)
    expect_in("PAM authentication failed", errors)


def metrics():
    refused_login()
    queries = [{"Id": "f", "MetricStat": {"Metric": {"Namespace": "AWS/RDS", "MetricName": "IamDbAuthConnectionFailure", "Dimensions": [DIMENSION]}, "Period": 60, "Stat": "Sum"}}]
    end = time.monotonic() + 30
    while True:
        now = datetime.now(timezone.utc)
        [result] = aws("cloudwatch", "get-metric-data", "--start-time", (now - timedelta(minutes=10)).isoformat(), "--end-time", (now + timedelta(minutes=1)).isoformat(),
                       "--metric-data-queries", json.dumps(queries))["MetricDataResults"]
        if sum(result["Values"]) >= 1:
            break
        expect(time.monotonic() < end, True)
    listed = aws("cloudwatch", "list-metrics", "--namespace", "AWS/RDS", "--metric-name", "IamDbAuthConnectionFailure")["Metrics"]
    expect_in([DIMENSION], [metric["Dimensions"] for metric in listed])
    return "GetMetricData and ListMetrics, by the Query protocol"


def alarms():
    aws("cloudwatch", "put-metric-alarm", "--alarm-name", NAME, "--namespace", "AWS/RDS", "--metric-name", "IamDbAuthConnectionFailure", "--dimensions", "Name=DBClusterIdentifier,Value=demo",
        "--statistic", "Sum", "--period", "60", "--evaluation-periods", "1", "--threshold", "5", "--comparison-operator", "GreaterThanThreshold")
    [alarm] = aws("cloudwatch", "describe-alarms", "--alarm-names", NAME)["MetricAlarms"]
    expect((alarm["MetricName"], alarm["Threshold"], alarm["Dimensions"]), ("IamDbAuthConnectionFailure", 5.0, [DIMENSION]))
    aws("cloudwatch", "delete-alarms", "--alarm-names", NAME)
    expect(aws("cloudwatch", "describe-alarms", "--alarm-names", NAME)["MetricAlarms"], [])


def log_pages():
    since = str(int(time.time() * 1000))
    refused_login()
    refused_login()
    seen = aws("logs", "filter-log-events", "--log-group-name", "/aws/rds/cluster/demo/iam-db-auth-error", "--start-time", since, "--filter-pattern", '"InvalidToken"', "--page-size", "1")
    expect(["Error Code: InvalidToken" in event["message"] for event in seen["events"]], [True, True])


def assume_role():
    keys = aws("sts", "assume-role", "--role-arn", os.environ["ROLE_ARN"], "--role-session-name", "cli")["Credentials"]
    expect_in("/cli", aws("sts", "get-caller-identity", keys=keys)["Arn"])


def errors():
    for arguments, said in (
        (("rds", "describe-db-clusters", "--db-cluster-identifier", "gone"), "An error occurred (DBClusterNotFoundFault) when calling the DescribeDBClusters operation"),
        (("logs", "filter-log-events", "--log-group-name", "gone"), "An error occurred (ResourceNotFoundException) when calling the FilterLogEvents operation"),
    ):
        try:
            aws(*arguments)
        except RuntimeError as error:
            expect_in(said, str(error))
        else:
            raise AssertionError("it was allowed")
    return "as its sentence on standard error"


def delete():
    expect(aws("rds", "delete-db-cluster", "--db-cluster-identifier", NAME, "--final-db-snapshot-identifier", NAME + "-last")["DBCluster"]["Status"], "deleting")
    end = time.monotonic() + 60
    while aws("rds", "describe-db-clusters", "--filters", f"Name=db-cluster-id,Values={NAME}")["DBClusters"]:
        expect(time.monotonic() < end, True)
    expect([snapshot["Status"] for snapshot in aws("rds", "describe-db-cluster-snapshots", "--db-cluster-identifier", NAME)["DBClusterSnapshots"]], ["available"])
    return "with a final snapshot"


matrix = Cells(subprocess.run(["/usr/bin/aws", "--version"], capture_output=True, text=True, check=True).stdout.split()[0].replace("/", " "))
for name, action in (("create", create), ("pages", pages), ("modify", modify), ("tags", tags), ("events", events), ("metrics", metrics),
                     ("alarms", alarms), ("logs", log_pages), ("assume role", assume_role), ("errors", errors), ("delete", delete)):
    matrix.run(name, action)
matrix.print()
