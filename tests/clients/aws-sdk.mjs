// The whole road by the AWS SDK for JavaScript and node-postgres: create, available, modify, tag, logins good and bad, metrics, an alarm that
// fires, the log, delete with a final snapshot. Environment: see ClientMatrix.cs.
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import { CloudWatchClient, DeleteAlarmsCommand, DescribeAlarmsCommand, GetMetricDataCommand, ListMetricsCommand, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, FilterLogEventsCommand, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import {
  AddTagsToResourceCommand, CreateDBClusterCommand, DeleteDBClusterCommand, DeleteDBInstanceCommand, DescribeDBClustersCommand, DescribeDBClusterSnapshotsCommand,
  DescribeEventsCommand, ListTagsForResourceCommand, ModifyDBClusterCommand, paginateDescribeDBClusters, RDSClient, RemoveTagsFromResourceCommand,
} from "@aws-sdk/client-rds";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { Signer } from "@aws-sdk/rds-signer";
import { AwsSmithyRpcV2CborProtocol } from "@aws-sdk/core/protocols";
import pg from "pg";
import { Cells, expect, refusal } from "./cells.mjs";
import { assumeRole, verify } from "./database.mjs";

const region = process.env.AWS_DEFAULT_REGION;
const options = { endpoint: process.env.SANDBOX_URL, region, maxAttempts: 1 };
const rds = new RDSClient(options);
const logs = new CloudWatchLogsClient(options);
const cloudWatch = new CloudWatchClient(options);
const byCbor = new CloudWatchClient({ ...options, protocol: AwsSmithyRpcV2CborProtocol });
const DBClusterIdentifier = "js-road";
const MetricName = "IamDbAuthConnectionFailure";
const Dimensions = [{ Name: "DBClusterIdentifier", Value: DBClusterIdentifier }];

async function until(status) {
  for (;;) {
    try {
      const { DBClusters: [cluster] } = await rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier }));
      if (cluster.Status === status) return cluster;
    } catch (error) {
      if (error.name !== "DBClusterNotFoundFault" || status !== "gone") throw error;
      return null;
    }
    await sleep(50);
  }
}

async function login({ Endpoint: host, Port: port }, credentials, cut = 0) {
  const token = await new Signer({ hostname: host, port, username: "postgres", region, credentials }).getAuthToken();
  const client = new pg.Client({ host, port, user: "postgres", password: token.slice(0, token.length - cut), database: "postgres", ssl: verify() });
  try {
    await client.connect();
    return (await client.query("select current_user as who")).rows[0].who;
  } catch (error) {
    return `${error.code} ${error.message}`;
  } finally {
    await client.end();
  }
}

const nameOf = async action => (error => [error.name, error.$metadata.httpStatusCode])(await refusal(action));
const describeAlarm = async client => (await client.send(new DescribeAlarmsCommand({ AlarmNames: ["js-refused"] }))).MetricAlarms;

const matrix = new Cells(`@aws-sdk/client-rds ${createRequire(import.meta.url)("@aws-sdk/client-rds/package.json").version}`);
await matrix.run("create", async () => {
  const { DBCluster: created } = await rds.send(new CreateDBClusterCommand({
    DBClusterIdentifier, Engine: "aurora-postgresql", WithExpressConfiguration: true,
    ServerlessV2ScalingConfiguration: { MinCapacity: 0, MaxCapacity: 4, SecondsUntilAutoPause: 600 },
    Tags: [{ Key: "team", Value: "a & b" }],
  }));
  expect([created.Status, created.Endpoint, created.DBClusterMembers.map(m => m.DBInstanceIdentifier), created.TagList],
    ["creating", undefined, ["js-road-instance-1"], [{ Key: "team", Value: "a & b" }]]);
  const cluster = await until("available");
  expect([cluster.Endpoint, cluster.InternetAccessGatewayEnabled, cluster.VPCNetworkingEnabled, cluster.ServerlessV2ScalingConfiguration],
    ["localhost", true, false, { MinCapacity: 0, MaxCapacity: 4, SecondsUntilAutoPause: 600 }]);
  expect(Math.abs(cluster.ClusterCreateTime - Date.now()) < 300_000, true);
  return "an express cluster";
});
await matrix.run("pages", async () => {
  const sizes = [];
  for await (const page of paginateDescribeDBClusters({ client: new RDSClient({ ...options, region: "eu-west-1" }), pageSize: 20 }, {})) sizes.push(page.DBClusters.length);
  expect(sizes, [20, 1]);
});
await matrix.run("modify", async () => {
  await rds.send(new ModifyDBClusterCommand({
    DBClusterIdentifier, ApplyImmediately: true, DeletionProtection: true, ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 8 },
    CloudwatchLogsExportConfiguration: { EnableLogTypes: ["iam-db-auth-error"] },
  }));
  const { ServerlessV2ScalingConfiguration, DeletionProtection, EnabledCloudwatchLogsExports } = await until("available");
  expect([ServerlessV2ScalingConfiguration, DeletionProtection, EnabledCloudwatchLogsExports], [{ MinCapacity: 0.5, MaxCapacity: 8 }, true, ["iam-db-auth-error"]]);
  return "scaling, protection and log exports";
});
const cluster = await until("available");
await matrix.run("tags", async () => {
  const ResourceName = cluster.DBClusterArn;
  await rds.send(new AddTagsToResourceCommand({ ResourceName, Tags: [{ Key: "stage", Value: "test" }] }));
  await rds.send(new RemoveTagsFromResourceCommand({ ResourceName, TagKeys: ["team"] }));
  expect((await rds.send(new ListTagsForResourceCommand({ ResourceName }))).TagList, [{ Key: "stage", Value: "test" }]);
});
await matrix.run("metrics", async () => {
  const refused = '28000 PAM authentication failed for user "postgres"';
  expect([await login(cluster), await login(cluster, undefined, 1), await login(cluster, { accessKeyId: "SANDBOXDENIED", secretAccessKey: "sandbox" })], ["postgres", refused, refused]);
  const query = (name, i) => ({ Id: `m${i}`, MetricStat: { Metric: { Namespace: "AWS/RDS", MetricName: name, Dimensions }, Period: 60, Stat: "Sum" } });
  const window = new GetMetricDataCommand({
    StartTime: new Date(Date.now() - 600_000), EndTime: new Date(Date.now() + 60_000),
    MetricDataQueries: ["IamDbAuthConnectionRequests", "IamDbAuthConnectionSuccess", MetricName].map(query),
  });
  const { MetricDataResults: results } = await cloudWatch.send(window);
  expect(results.map(r => r.Values.reduce((sum, value) => sum + value, 0)), [3, 1, 2]);
  expect(results.every(r => r.Timestamps.every(t => t instanceof Date && Math.abs(t - Date.now()) < 600_000)), true);
  expect((await byCbor.send(window)).MetricDataResults, results);
  expect((await byCbor.send(new ListMetricsCommand({ Namespace: "AWS/RDS", MetricName, Dimensions }))).Metrics, [{ Namespace: "AWS/RDS", MetricName, Dimensions }]);
  return "by JSON 1.0, and the same by rpc-v2-CBOR";
});
await matrix.run("logs", async () => {
  const codes = [];
  for await (const page of paginateFilterLogEvents({ client: logs, pageSize: 1 }, { logGroupName: `/aws/rds/cluster/${DBClusterIdentifier}/iam-db-auth-error` }))
    codes.push(...page.events.map(e => /Error Code: (\w+)/.exec(e.message)[1]));
  expect(codes, ["InvalidToken", "NotAuthorized"]);
});
await matrix.run("alarms", async () => {
  await cloudWatch.send(new PutMetricAlarmCommand({
    AlarmName: "js-refused", Namespace: "AWS/RDS", MetricName, Dimensions, Statistic: "Sum", Period: 60, EvaluationPeriods: 1, Threshold: 1,
    ComparisonOperator: "GreaterThanOrEqualToThreshold", TreatMissingData: "notBreaching",
  }));
  await login(cluster, undefined, 1);
  let [alarm] = await describeAlarm(cloudWatch);
  for (const end = Date.now() + 180_000; alarm.StateValue !== "ALARM" && Date.now() < end; [alarm] = await describeAlarm(cloudWatch)) await sleep(250);
  expect([alarm.StateValue, /^Threshold Crossed: 1 /.test(alarm.StateReason), alarm.StateUpdatedTimestamp instanceof Date, alarm.Dimensions], ["ALARM", true, true, Dimensions]);
  const [sameByCbor] = await describeAlarm(byCbor);
  expect([sameByCbor.AlarmArn, sameByCbor.Threshold, sameByCbor.Dimensions], [alarm.AlarmArn, 1, Dimensions]);
  await byCbor.send(new DeleteAlarmsCommand({ AlarmNames: ["js-refused"] }));
  expect(await describeAlarm(byCbor), []);
  return "one fires after a bad login; by JSON 1.0 and by rpc-v2-CBOR";
});
await matrix.run("assume role", async () => {
  const role = new STSClient({ ...options, credentials: await assumeRole() });
  expect((await role.send(new GetCallerIdentityCommand({}))).Arn, `arn:aws:sts::000000000000:assumed-role/${process.env.ROLE_ARN.split("/")[1]}/node`);
});
await matrix.run("errors", async () => {
  expect(await nameOf(() => rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: "gone" }))), ["DBClusterNotFoundFault", 404]);
  expect(await nameOf(() => logs.send(new FilterLogEventsCommand({ logGroupName: "gone" }))), ["ResourceNotFoundException", 400]);
  const backwards = new GetMetricDataCommand({ StartTime: new Date(), EndTime: new Date(0), MetricDataQueries: [{ Id: "e", Expression: "1" }] });
  expect(await nameOf(() => byCbor.send(backwards)), ["ValidationException", 400]);
  return "as the client's own exception classes";
});
await matrix.run("delete", async () => {
  const toDelete = new DeleteDBClusterCommand({ DBClusterIdentifier, FinalDBSnapshotIdentifier: "js-last" });
  expect(await nameOf(() => rds.send(toDelete)), ["InvalidParameterCombination", 400]);
  await rds.send(new ModifyDBClusterCommand({ DBClusterIdentifier, DeletionProtection: false, ApplyImmediately: true }));
  await until("available");
  expect(await nameOf(() => rds.send(toDelete)), ["InvalidDBClusterStateFault", 400]);
  await rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: `${DBClusterIdentifier}-instance-1` }));
  await rds.send(toDelete);
  expect(await until("gone"), null);
  const { DBClusterSnapshots: [snapshot] } = await rds.send(new DescribeDBClusterSnapshotsCommand({ DBClusterIdentifier }));
  expect([snapshot.DBClusterSnapshotIdentifier, snapshot.Status], ["js-last", "available"]);
  return "protection off, its instance first, with a final snapshot";
});
await matrix.run("events", async () => {
  const { Events: events } = await rds.send(new DescribeEventsCommand({ SourceType: "db-cluster", SourceIdentifier: DBClusterIdentifier }));
  expect(["DB cluster created", "DB cluster deleted"].map(message => events.some(e => e.Message === message && e.Date instanceof Date)), [true, true]);
});
matrix.print();
