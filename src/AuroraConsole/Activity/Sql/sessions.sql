-- Sessions of clients, and the lock that each waits for. Of other roles' sessions most is null without pg_read_all_stats, even what kind
-- they are: a parallel worker then counts as one more. Locks anyone sees.
-- pg_blocking_pids stops the lock manager for a moment, so only those who wait are asked about. One row a session.
WITH path AS MATERIALIZED (
  SELECT n.oid, p.at FROM unnest(current_setting('aurora_console.path')::name[]) WITH ORDINALITY AS p(name, at) JOIN pg_namespace AS n ON n.nspname = p.name
), waiting AS (
  SELECT DISTINCT ON (l.pid) l.pid, l.locktype, l.mode,
         -- A row's lock is waited for as its owner's transaction; the table stands in the place in line. Names of other databases are not known here.
         coalesce(l.relation, (SELECT t.relation FROM pg_locks AS t WHERE t.pid = l.pid AND t.locktype = 'tuple' AND t.granted LIMIT 1)) AS relation,
         coalesce(l.database, (SELECT t.database FROM pg_locks AS t WHERE t.pid = l.pid AND t.locktype = 'tuple' AND t.granted LIMIT 1)) AS database,
         -- From 14 on.
         (to_jsonb(l) ->> 'waitstart')::timestamptz AS since
  FROM pg_locks AS l
  WHERE NOT l.granted
)
SELECT a.pid,
       a.usename::text AS role,
       a.datname::text AS database,
       a.application_name AS application,
       host(a.client_addr) AS client,
       a.state,
       a.wait_event_type,
       a.wait_event,
       a.backend_start,
       a.xact_start,
       a.query_start,
       a.state_change,
       age(a.backend_xmin) AS xmin_age,
       s.ssl,
       CASE WHEN a.query = '<insufficient privilege>' THEN NULL ELSE left(a.query, 4000) END AS query,
       a.pid = pg_backend_pid() AS own,
       w.locktype,
       w.mode,
       CASE WHEN w.database = (SELECT oid FROM pg_database WHERE datname = current_database()) THEN (
         SELECT CASE WHEN c.oid = (SELECT o.oid FROM path JOIN pg_class AS o ON o.relnamespace = path.oid AND o.relname = c.relname ORDER BY path.at LIMIT 1) THEN quote_ident(c.relname) ELSE format('%I.%I', n.nspname, c.relname) END
         FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = w.relation) END AS relation,
       w.since AS waits_since,
       CASE WHEN w.pid IS NOT NULL THEN pg_blocking_pids(a.pid) ELSE '{}' END AS blocked_by
FROM pg_stat_activity AS a
LEFT JOIN pg_stat_ssl AS s ON s.pid = a.pid
LEFT JOIN waiting AS w ON w.pid = a.pid
WHERE a.datid IS NOT NULL AND coalesce(a.backend_type, 'client backend') = 'client backend'
ORDER BY a.pid
LIMIT 5000
