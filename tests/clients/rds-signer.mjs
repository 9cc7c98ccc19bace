// AWS's own signer for JavaScript. With a number, how many tokens of the first case it mints a second, measured over so many; else a line of stdin is a case {at, host, port, region, user, accessKeyId, secretAccessKey, sessionToken?}; a line out is its token.
import { createInterface } from "node:readline";
import { Signer } from "@aws-sdk/rds-signer";

const repeats = Number(process.argv[2] ?? 0);
let at = 0;
globalThis.Date = class extends Date {
  constructor(...given) {
    super(...(given.length > 0 ? given : [at]));
  }
};
for await (const line of createInterface({ input: process.stdin })) {
  const { at: moment, host, port, region, user, ...credentials } = JSON.parse(line);
  at = Date.parse(moment);
  if (repeats > 0) {
    const mint = () => new Signer({ hostname: host, port, region, username: user, credentials }).getAuthToken();
    for (let i = 0; i < repeats; i++) await mint();
    const began = performance.now();
    for (let i = 0; i < repeats; i++) await mint();
    console.log(repeats / ((performance.now() - began) / 1000));
    break;
  }
  console.log(await new Signer({ hostname: host, port, region, username: user, credentials }).getAuthToken());
}
