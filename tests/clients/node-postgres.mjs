// node-postgres, its tokens by @aws-sdk/rds-signer. Environment: see ClientMatrix.cs.
import { createRequire } from "node:module";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { from, to } from "pg-copy-streams";
import { Cells, expect, refusal } from "./cells.mjs";
import { address, assumeRole, mint, verify } from "./database.mjs";

async function withClient(use, options = {}) {
  const client = new pg.Client({ ...address, ssl: verify(), password: () => mint(options.user), ...options });
  client.on("error", () => {});
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

const version = createRequire(import.meta.url)("pg/package.json").version;
const matrix = new Cells(`pg ${version}, Node.js ${process.versions.node}`);
await matrix.run("login", () => withClient(async client => {
  expect((await client.query("select current_user as who")).rows, [{ who: "app_user" }]);
  return "token by `@aws-sdk/rds-signer`, as an async `password`";
}));
await matrix.run("wrong CA", async () => {
  expect((await refusal(() => withClient(() => {}, { ssl: verify(process.env.WRONG_CA_FILE) }))).code, "UNABLE_TO_VERIFY_LEAF_SIGNATURE");
});
await matrix.run("query", () => withClient(async client => {
  expect((await client.query("select name from products where sku = $1", ["SKU-0001"])).rowCount, 1);
}));
await matrix.run("COPY out", () => withClient(async client => {
  expect(await text(client.query(to("copy (select n, n * n from generate_series(1, 3) n) to stdout"))), "1\t1\n2\t4\n3\t9\n");
  return "by `pg-copy-streams`";
}));
await matrix.run("COPY in", () => withClient(async client => {
  await client.query("create temp table t (n int, line text)");
  await pipeline(["1\ta\\tb\n", "2\tc\n"], client.query(from("copy t from stdin")));
  expect((await client.query("select count(*)::int as n, max(length(line)) as longest from t")).rows, [{ n: 2, longest: 3 }]);
  return "by `pg-copy-streams`";
}));
await matrix.run("NOTIFY", () => withClient(async listener => {
  await listener.query("listen news");
  const heard = once(listener, "notification", { signal: AbortSignal.timeout(60_000) });
  await withClient(speaker => speaker.query("notify news, 'fresh'"));
  const [{ channel, payload }] = await heard;
  expect([channel, payload], ["news", "fresh"]);
}));
await matrix.run("cancel", () => withClient(async sleeper => withClient(async watcher => {
  const query = new pg.Query("select pg_sleep(60)");
  const ended = new Promise(resolve => query.on("error", resolve).on("end", resolve));
  sleeper.query(query);
  while ((await watcher.query("select 1 from pg_stat_activity where pid = $1 and wait_event = 'PgSleep'", [sleeper.processID])).rowCount === 0) await sleep(50);
  const canceller = new pg.Client({ ...address, ssl: verify() });
  canceller.on("error", () => {});
  canceller.cancel(sleeper, query);
  expect((await ended)?.code, "57014");
  expect((await sleeper.query("select 1 as one")).rows, [{ one: 1 }]);
  return "by `client.cancel`";
})));
await matrix.run("3 KB token", async () => {
  const token = await mint("app_user", await assumeRole());
  expect(token.length > 3000, true);
  await withClient(() => {}, { password: token });
});
for (const [sqlState, user] of [["28000", "app_user"], ["28P01", "nobody_here"]])
  await matrix.run(sqlState, async () => {
    const error = await refusal(async () => withClient(() => {}, { user, password: (await mint(user)).slice(0, -1) }));
    expect(error.code, sqlState);
    return "`error.code`";
  });
matrix.print();
