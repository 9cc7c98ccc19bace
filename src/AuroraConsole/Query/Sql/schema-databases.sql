-- Databases, the session's own first; size where one may connect. rdsadmin is AWS's own and lets nobody in, whatever its grants say.
SELECT 'database' AS kind, d.datname::text AS name, d.oid, quote_ident(d.datname) AS sql,
       CASE WHEN open.yes THEN pg_database_size(d.oid) END AS bytes,
       shobj_description(d.oid, 'pg_database') AS comment,
       NOT open.yes AS no_access,
       open.yes AS expands
FROM pg_database AS d
CROSS JOIN LATERAL (SELECT d.datname <> 'rdsadmin' AND has_database_privilege(d.oid, 'CONNECT') AS yes) AS open
WHERE d.datallowconn AND NOT d.datistemplate
ORDER BY d.datname <> current_database(), d.datname
