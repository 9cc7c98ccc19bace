// AWS's own signer for JavaScript on cases from stdin: [{host, port, region, user, accessKeyId, secretAccessKey, sessionToken?}] → [token].
import { text } from "node:stream/consumers";
import { Signer } from "@aws-sdk/rds-signer";

const cases = JSON.parse(await text(process.stdin));
const tokens = [];
for (const { host, port, region, user, ...credentials } of cases)
  tokens.push(await new Signer({ hostname: host, port, region, username: user, credentials }).getAuthToken());
console.log(JSON.stringify(tokens));
