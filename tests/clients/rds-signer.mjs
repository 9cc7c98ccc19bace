// AWS's own signer for JavaScript. A line of stdin is a case {at, host, port, region, user, accessKeyId, secretAccessKey, sessionToken?}; a line out is its token.
import { createInterface } from "node:readline";
import { Signer } from "@aws-sdk/rds-signer";

let at = 0;
globalThis.Date = class extends Date {
  constructor(...given) {
    super(...(given.length > 0 ? given : [at]));
  }
};
for await (const line of createInterface({ input: process.stdin })) {
  const { at: moment, host, port, region, user, ...credentials } = JSON.parse(line);
  at = Date.parse(moment);
  console.log(await new Signer({ hostname: host, port, region, username: user, credentials }).getAuthToken());
}
