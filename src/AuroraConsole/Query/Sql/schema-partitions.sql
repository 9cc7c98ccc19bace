-- Partitions of table $1, at most $2, with the bound of each.
-- A name needs no schema where it is the first of its kind on the role's search_path, which SideConnections keeps in aurora_console.path.
WITH path AS MATERIALIZED (
  SELECT n.oid, p.at FROM unnest(current_setting('aurora_console.path')::name[]) WITH ORDINALITY AS p(name, at) JOIN pg_namespace AS n ON n.nspname = p.name
)
SELECT CASE c.relkind WHEN 'p' THEN 'partitioned' WHEN 'f' THEN 'foreign' ELSE 'table' END AS kind, c.relname::text AS name, c.oid,
       CASE WHEN c.oid = (SELECT o.oid FROM path JOIN pg_class AS o ON o.relnamespace = path.oid AND o.relname = c.relname ORDER BY path.at LIMIT 1) THEN quote_ident(c.relname) ELSE format('%I.%I', n.nspname, c.relname) END AS sql,
       CASE WHEN c.reltuples >= 0 THEN c.reltuples::float8 END AS rows,
       greatest(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid), pg_stat_get_last_vacuum_time(c.oid), pg_stat_get_last_autovacuum_time(c.oid)) AS as_of,
       pg_get_expr(c.relpartbound, c.oid) AS comment,
       true AS expands
FROM pg_inherits AS i
JOIN pg_class AS c ON c.oid = i.inhrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE i.inhparent = $1 AND c.relispartition
ORDER BY c.relname
LIMIT $2
