-- Where pg_stat_statements is in this database, and whether it could be. One row.
SELECT n.nspname::text AS schema,
       x.extversion AS version,
       to_regclass(quote_ident(n.nspname) || '.pg_stat_statements_info') IS NOT NULL AS has_info,
       EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_stat_statements') AS available,
       has_database_privilege(current_database(), 'CREATE') AS may_create
FROM (SELECT 1) AS one
LEFT JOIN pg_extension AS x ON x.extname = 'pg_stat_statements'
LEFT JOIN pg_namespace AS n ON n.oid = x.extnamespace
