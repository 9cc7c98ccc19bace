-- Relations, columns, functions and types of all schemas whose name holds the text $1, at most $2: the best matches first, the system's last.
-- A name needs no schema where it is the first of its kind on the role's search_path, which SideConnections keeps in aurora_console.path.
WITH path AS MATERIALIZED (
  SELECT n.oid, p.at FROM unnest(current_setting('aurora_console.path')::name[]) WITH ORDINALITY AS p(name, at) JOIN pg_namespace AS n ON n.nspname = p.name
), found AS (
  SELECT CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned' WHEN 'f' THEN 'foreign' WHEN 'v' THEN 'view' WHEN 'm' THEN 'matview' WHEN 'S' THEN 'sequence' ELSE 'composite' END AS kind,
         c.relname::text AS bare, c.relname::text AS name, c.oid, c.relnamespace AS space, n.nspname::text AS detail,
         CASE WHEN c.oid = (SELECT o.oid FROM path JOIN pg_class AS o ON o.relnamespace = path.oid AND o.relname = c.relname ORDER BY path.at LIMIT 1) THEN quote_ident(c.relname) ELSE format('%I.%I', n.nspname, c.relname) END AS sql,
         c.relkind <> 'S' AS expands, 1 AS place
  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'c') AND position(lower($1) IN lower(c.relname)) > 0
  UNION ALL
  SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' WHEN 'w' THEN 'window' ELSE 'function' END,
         p.proname, format('%s(%s)', p.proname, pg_get_function_identity_arguments(p.oid)), p.oid, p.pronamespace, n.nspname,
         CASE WHEN p.oid = (SELECT o.oid FROM path JOIN pg_proc AS o ON o.pronamespace = path.oid AND o.proname = p.proname AND o.proargtypes = p.proargtypes ORDER BY path.at LIMIT 1) THEN quote_ident(p.proname) ELSE format('%I.%I', n.nspname, p.proname) END, false, 2
  FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
  WHERE position(lower($1) IN lower(p.proname)) > 0
  UNION ALL
  SELECT CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' ELSE 'range' END, t.typname, t.typname, t.oid, t.typnamespace, n.nspname,
         CASE WHEN t.oid = (SELECT o.oid FROM path JOIN pg_type AS o ON o.typnamespace = path.oid AND o.typname = t.typname ORDER BY path.at LIMIT 1) THEN quote_ident(t.typname) ELSE format('%I.%I', n.nspname, t.typname) END, false, 2
  FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace
  WHERE t.typtype IN ('e', 'd', 'r') AND position(lower($1) IN lower(t.typname)) > 0
  UNION ALL
  SELECT 'column', a.attname, a.attname, NULL, c.relnamespace, format('%s.%s', n.nspname, c.relname), quote_ident(a.attname), false, 3
  FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND NOT c.relispartition AND position(lower($1) IN lower(a.attname)) > 0
)
SELECT f.kind, f.name, f.oid, f.sql, f.detail, f.expands, NOT has_schema_privilege(f.space, 'USAGE') AS no_access
FROM found AS f JOIN pg_namespace AS n ON n.oid = f.space
WHERE n.nspname !~ '^pg_(toast|temp_)'
ORDER BY n.nspname IN ('pg_catalog', 'information_schema'), lower(f.bare) <> lower($1), position(lower($1) IN lower(f.bare)) > 1, f.place, f.bare, f.detail
LIMIT $2
