// The Drizzle recipe: a node-postgres Pool that mints at each physical connection and lets go of idle ones after four minutes, below
// the five of auto-pause; and the same by a DSN with an URL-encoded token. Environment: see ClientMatrix.cs.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { bigint, pgTable, text } from "drizzle-orm/pg-core";
import pg from "pg";
import { Cells, expect, refusal } from "./cells.mjs";
import { address, assumeRole, mint, port, verify } from "./database.mjs";

const products = pgTable("products", { id: bigint({ mode: "number" }), sku: text() });

async function withPool(use, options = {}) {
  const pool = new pg.Pool({ ...address, ssl: verify(), password: () => mint(options.user), idleTimeoutMillis: 240_000, max: 3, ...options });
  try {
    return await use(drizzle(pool), pool);
  } finally {
    await pool.end();
  }
}

async function withDsn(token, use) {
  const dsn = `postgres://app_user:${encodeURIComponent(token)}@localhost:${port}/app?sslmode=verify-full&sslrootcert=${encodeURIComponent(process.env.CA_FILE)}`;
  const pool = new pg.Pool({ connectionString: dsn });
  try {
    return await use(drizzle(pool));
  } finally {
    await pool.end();
  }
}

const who = async db => (await db.execute(sql`select current_user as who`)).rows;
// Drizzle wraps the driver's error.
const codeOf = error => error.code ?? error.cause?.code;

const versionOf = name => JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;
const matrix = new Cells(`drizzle-orm ${versionOf("drizzle-orm")}, pg ${versionOf("pg")}`);
await matrix.run("login", async () => {
  let minted = 0;
  await withPool(async (db, pool) => {
    expect(await who(db), [{ who: "app_user" }]);
    await Promise.all([1, 2, 3].map(() => db.execute(sql`select pg_sleep(0.2)`)));
    expect([pool.totalCount, minted], [3, 3]);
  }, { password: () => (minted++, mint()) });
  await withDsn(await mint(), async db => expect(await who(db), [{ who: "app_user" }]));
  return "async `password` by `@aws-sdk/rds-signer`, once a connection; and a DSN with the token URL-encoded";
});
await matrix.run("wrong CA", async () => {
  expect(codeOf(await refusal(() => withPool(who, { ssl: verify(process.env.WRONG_CA_FILE) }))), "UNABLE_TO_VERIFY_LEAF_SIGNATURE");
});
await matrix.run("query", () => withPool(async db => {
  expect((await db.select({ sku: products.sku }).from(products).where(eq(products.id, 1))).length, 1);
  return "a typed `select`";
}));
matrix.cannot("COPY out", "Drizzle has no COPY; the driver under it has");
matrix.cannot("COPY in", "Drizzle has no COPY; the driver under it has");
await matrix.run("NOTIFY", () => withPool(async (db, pool) => {
  const listener = await pool.connect();
  await listener.query("listen news");
  const heard = once(listener, "notification", { signal: AbortSignal.timeout(60_000) });
  await db.execute(sql`select pg_notify('news', 'fresh')`);
  expect((await heard)[0].payload, "fresh");
  listener.release(true);
  return "`pg_notify` by Drizzle, heard on a client of its pool";
}));
await matrix.run("cancel", () => withPool(async db => {
  const sleeping = refusal(() => db.execute(sql`select pg_sleep(60), 'drizzle'`));
  const others = sql`from pg_stat_activity where wait_event = 'PgSleep' and query like '%drizzle%' and pid <> pg_backend_pid()`;
  while ((await db.execute(sql`select pid ${others}`)).rowCount === 0) await sleep(50);
  await db.execute(sql`select pg_cancel_backend(pid) ${others}`);
  expect(codeOf(await sleeping), "57014");
  return "by `pg_cancel_backend`: Drizzle sends no cancel request";
}));
await matrix.run("3 KB token", async () => {
  const token = await mint("app_user", await assumeRole());
  expect(token.length > 3000, true);
  await withPool(who, { password: token });
  await withDsn(token, async db => expect(await who(db), [{ who: "app_user" }]));
  return "by pool and by DSN";
});
for (const [sqlState, user] of [["28000", "app_user"], ["28P01", "nobody_here"]])
  await matrix.run(sqlState, async () => {
    expect(codeOf(await refusal(async () => withPool(who, { user, password: (await mint(user)).slice(0, -1) }))), sqlState);
    return "`error.cause.code`";
  });
matrix.print();
