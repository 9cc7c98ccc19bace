// The main road by the AWS SDK for JavaScript and node-postgres.
// node road.mjs AWS_URL CA_FILE: prints one JSON line of what happened; any client-side error ends it with a stack trace.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateDBClusterCommand, DeleteDBClusterCommand, DeleteDBInstanceCommand, DescribeDBClustersCommand,
  DescribeDBClusterSnapshotsCommand, DescribeEventsCommand, ModifyDBClusterCommand, RDSClient,
} from "@aws-sdk/client-rds";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { Signer } from "@aws-sdk/rds-signer";
import { AwsSmithyRpcV2CborProtocol } from "@aws-sdk/core/protocols";
import pg from "pg";

const [endpoint, caFile] = process.argv.slice(2);
const region = "us-east-1";
const credentials = { accessKeyId: "SANDBOX", secretAccessKey: "sandbox" };
const options = { endpoint, region, credentials, maxAttempts: 1 };
const rds = new RDSClient(options);
const DBClusterIdentifier = "js-road";

async function until(status) {
  for (;;) {
    try {
      const { DBClusters: [cluster] } = await rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier }));
      if (cluster.Status === status) return cluster;
    } catch (error) {
      if (error.name !== "DBClusterNotFoundFault" || status !== "gone") throw error;
      return error.name;
    }
    await sleep(50);
  }
}

async function login(cluster, user, password) {
  const client = new pg.Client({
    host: cluster.Endpoint, port: cluster.Port, user, password, database: "postgres",
    ssl: { ca: readFileSync(caFile, "utf8"), rejectUnauthorized: true },
  });
  try {
    await client.connect();
    return (await client.query("select current_user as who, 40 + 2 as answer")).rows[0];
  } catch (error) {
    return `${error.code} ${error.message}`;
  } finally {
    await client.end();
  }
}

const seen = {};
seen.identity = (await new STSClient(options).send(new GetCallerIdentityCommand({}))).Arn;
const { DBCluster: created } = await rds.send(new CreateDBClusterCommand({
  DBClusterIdentifier, Engine: "aurora-postgresql", WithExpressConfiguration: true,
  ServerlessV2ScalingConfiguration: { MinCapacity: 0, MaxCapacity: 4, SecondsUntilAutoPause: 600 },
  Tags: [{ Key: "team", Value: "a & b" }],
}));
seen.created = [created.Status, created.Endpoint ?? null, created.DBClusterMembers.map(m => m.DBInstanceIdentifier), created.TagList];
const cluster = await until("available");
seen.available = [cluster.Endpoint, cluster.InternetAccessGatewayEnabled, cluster.VPCNetworkingEnabled, cluster.ServerlessV2ScalingConfiguration];
await rds.send(new ModifyDBClusterCommand({ DBClusterIdentifier, CloudwatchLogsExportConfiguration: { EnableLogTypes: ["iam-db-auth-error"] } }));

const mint = keys => new Signer({ hostname: cluster.Endpoint, port: cluster.Port, username: "postgres", region, credentials: keys }).getAuthToken();
const token = await mint(credentials);
seen.login = await login(cluster, "postgres", token);
seen.refusals = [
  await login(cluster, "postgres", token.slice(0, -1)),
  await login(cluster, "postgres", await mint({ accessKeyId: "SANDBOXDENIED", secretAccessKey: "sandbox" })),
];

const query = (Id, name) => ({
  Id, MetricStat: { Metric: { Namespace: "AWS/RDS", MetricName: name, Dimensions: [{ Name: "DBClusterIdentifier", Value: DBClusterIdentifier }] }, Period: 60, Stat: "Sum" },
});
const names = ["IamDbAuthConnectionRequests", "IamDbAuthConnectionSuccess", "IamDbAuthConnectionFailure"];
const window = new GetMetricDataCommand({
  StartTime: new Date(Date.now() - 600_000), EndTime: new Date(Date.now() + 60_000), MetricDataQueries: names.map((name, i) => query(`m${i}`, name)),
});
const data = await new CloudWatchClient(options).send(window);
const cbor = new CloudWatchClient({ ...options, protocol: AwsSmithyRpcV2CborProtocol });
seen.byCborToo = JSON.stringify((await cbor.send(window)).MetricDataResults) === JSON.stringify(data.MetricDataResults);
try {
  await cbor.send(new GetMetricDataCommand({ ...window.input, EndTime: window.input.StartTime }));
} catch (error) {
  seen.cborError = [error.name, error.$metadata.httpStatusCode];
}
seen.metrics = data.MetricDataResults.map(r => r.Values.reduce((sum, value) => sum + value, 0));
seen.timesAreDates = data.MetricDataResults.every(r => r.Timestamps.every(t => t instanceof Date && Math.abs(t - Date.now()) < 600_000));
const lines = await new CloudWatchLogsClient(options).send(new FilterLogEventsCommand({ logGroupName: `/aws/rds/cluster/${DBClusterIdentifier}/iam-db-auth-error` }));
seen.lines = lines.events.map(e => /Error Code: (\w+)/.exec(e.message)[1]);

try {
  await rds.send(new DeleteDBClusterCommand({ DBClusterIdentifier, SkipFinalSnapshot: true }));
} catch (error) {
  seen.tooEarly = error.name;
}
await rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: `${DBClusterIdentifier}-instance-1` }));
await rds.send(new DeleteDBClusterCommand({ DBClusterIdentifier, FinalDBSnapshotIdentifier: "js-last" }));
seen.deleted = await until("gone");
seen.snapshots = (await rds.send(new DescribeDBClusterSnapshotsCommand({}))).DBClusterSnapshots.map(s => [s.DBClusterSnapshotIdentifier, s.Status]);
seen.events = (await rds.send(new DescribeEventsCommand({ SourceType: "db-cluster", SourceIdentifier: DBClusterIdentifier }))).Events.map(e => e.Message);
console.log(JSON.stringify(seen));
