-- Schemas of the database: those on search_path first, the system's last.
SELECT 'schema' AS kind, n.nspname::text AS name, n.oid, quote_ident(n.nspname) AS sql,
       obj_description(n.oid, 'pg_namespace') AS comment,
       array_remove(ARRAY[CASE WHEN n.nspname = ANY (path.names) THEN 'path' END, CASE WHEN system.yes THEN 'system' END], NULL) AS marks,
       NOT has_schema_privilege(n.oid, 'USAGE') AS no_access,
       has_schema_privilege(n.oid, 'USAGE') AS expands
FROM pg_namespace AS n
CROSS JOIN (SELECT array_remove(current_setting('aurora_console.path')::name[], 'pg_catalog') AS names) AS path
CROSS JOIN LATERAL (SELECT n.nspname IN ('pg_catalog', 'information_schema') AS yes) AS system
WHERE n.nspname !~ '^pg_(toast|temp_)'
ORDER BY system.yes, array_position(path.names, n.nspname), n.nspname
