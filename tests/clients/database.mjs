// What the JavaScript database clients share: where the database is, and tokens by AWS's own signer.
import { readFileSync } from "node:fs";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { Signer } from "@aws-sdk/rds-signer";

const region = process.env.AWS_DEFAULT_REGION;
export const port = Number(process.env.PORT);
export const address = { host: "localhost", port, user: "app_user", database: "app", connectionTimeoutMillis: 20_000 };
export const verify = (file = process.env.CA_FILE) => ({ ca: readFileSync(file, "utf8"), rejectUnauthorized: true });

// Credentials: the environment's, or temporary ones.
export const mint = (username = "app_user", credentials) => new Signer({ hostname: "localhost", port, username, region, credentials }).getAuthToken();

export async function assumeRole() {
  const sts = new STSClient({ endpoint: process.env.SANDBOX_URL, region });
  const { Credentials: keys } = await sts.send(new AssumeRoleCommand({ RoleArn: process.env.ROLE_ARN, RoleSessionName: "node" }));
  return { accessKeyId: keys.AccessKeyId, secretAccessKey: keys.SecretAccessKey, sessionToken: keys.SessionToken };
}
