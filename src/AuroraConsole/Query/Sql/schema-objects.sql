-- What schema $1 holds, at most $2 objects: tables, views, sequences, functions, types. Partitions stand under their table.
-- Rows and pages are the catalog's estimates and no file is looked at: nothing here waits for a lock on a table.
-- A name needs no schema where it is the first of its kind on the role's search_path, which SideConnections keeps in aurora_console.path.
WITH path AS MATERIALIZED (
  SELECT n.oid, p.at FROM unnest(current_setting('aurora_console.path')::name[]) WITH ORDINALITY AS p(name, at) JOIN pg_namespace AS n ON n.nspname = p.name
), relations AS (
  SELECT CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned' WHEN 'f' THEN 'foreign' WHEN 'v' THEN 'view' WHEN 'm' THEN 'matview' WHEN 'S' THEN 'sequence' ELSE 'composite' END AS kind,
         c.relname::text AS name, c.oid,
         CASE WHEN c.oid = (SELECT o.oid FROM path JOIN pg_class AS o ON o.relnamespace = path.oid AND o.relname = c.relname ORDER BY path.at LIMIT 1) THEN quote_ident(c.relname) ELSE format('%I.%I', n.nspname, c.relname) END AS sql,
         CASE c.relkind WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence' WHEN 'c' THEN 'composite' END AS detail,
         CASE WHEN c.relkind IN ('r', 'p', 'f', 'm') AND c.reltuples >= 0 THEN c.reltuples::float8 END AS rows,
         CASE WHEN c.relkind IN ('r', 'm') AND c.reltuples >= 0
              THEN (c.relpages + coalesce(toast.relpages, 0) + coalesce(indexes.pages, 0)) * current_setting('block_size')::int END AS bytes,
         CASE WHEN c.relkind IN ('r', 'p', 'f', 'm')
              THEN greatest(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid), pg_stat_get_last_vacuum_time(c.oid), pg_stat_get_last_autovacuum_time(c.oid)) END AS as_of,
         obj_description(c.oid, 'pg_class') AS comment,
         CASE WHEN c.relrowsecurity THEN ARRAY['rls'] END AS marks,
         CASE WHEN c.relkind = 'S' THEN NOT has_sequence_privilege(c.oid, 'USAGE, SELECT')
              WHEN c.relkind = 'c' THEN false
              ELSE NOT (has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT')) END AS no_access,
         c.relkind <> 'S' AS expands,
         CASE c.relkind WHEN 'v' THEN 2 WHEN 'm' THEN 2 WHEN 'S' THEN 3 WHEN 'c' THEN 5 ELSE 1 END AS place
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN pg_class AS toast ON toast.oid = c.reltoastrelid
  CROSS JOIN LATERAL (SELECT sum(o.relpages)::bigint AS pages FROM pg_index AS i JOIN pg_class AS o ON o.oid = i.indexrelid WHERE i.indrelid IN (c.oid, c.reltoastrelid)) AS indexes
  WHERE c.relnamespace = $1 AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'c') AND NOT c.relispartition
), functions AS (
  SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' WHEN 'w' THEN 'window' ELSE 'function' END AS kind,
         format('%s(%s)', p.proname, pg_get_function_identity_arguments(p.oid)) AS name, p.oid,
         CASE WHEN p.oid = (SELECT o.oid FROM path JOIN pg_proc AS o ON o.pronamespace = path.oid AND o.proname = p.proname AND o.proargtypes = p.proargtypes ORDER BY path.at LIMIT 1) THEN quote_ident(p.proname) ELSE format('%I.%I', n.nspname, p.proname) END AS sql,
         CASE WHEN p.prokind = 'p' THEN 'procedure' ELSE pg_get_function_result(p.oid) END AS detail,
         obj_description(p.oid, 'pg_proc') AS comment,
         NOT has_function_privilege(p.oid, 'EXECUTE') AS no_access
  FROM pg_proc AS p
  JOIN pg_namespace AS n ON n.oid = p.pronamespace
  WHERE p.pronamespace = $1
), types AS (
  SELECT CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range' ELSE 'type' END AS kind,
         t.typname::text AS name, t.oid,
         CASE WHEN t.oid = (SELECT o.oid FROM path JOIN pg_type AS o ON o.typnamespace = path.oid AND o.typname = t.typname ORDER BY path.at LIMIT 1) THEN quote_ident(t.typname) ELSE format('%I.%I', n.nspname, t.typname) END AS sql,
         CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod) WHEN 'r' THEN 'range' ELSE 'type' END AS detail,
         coalesce(obj_description(t.oid, 'pg_type'), (SELECT string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) FROM pg_enum AS e WHERE e.enumtypid = t.oid)) AS comment
  FROM pg_type AS t
  JOIN pg_namespace AS n ON n.oid = t.typnamespace
  WHERE t.typnamespace = $1
    AND (t.typtype IN ('e', 'd', 'r') OR (t.typtype = 'b' AND t.typcategory <> 'A'))
)
SELECT kind, name, oid, sql, detail, rows, bytes, as_of, comment, marks, no_access, expands
FROM (
  SELECT * FROM relations
  UNION ALL
  SELECT kind, name, oid, sql, detail, NULL, NULL, NULL, comment, NULL, no_access, false, 4 FROM functions
  UNION ALL
  SELECT kind, name, oid, sql, detail, NULL, NULL, NULL, comment, NULL, false, false, 5 FROM types
) AS objects
ORDER BY place, name
LIMIT $2
