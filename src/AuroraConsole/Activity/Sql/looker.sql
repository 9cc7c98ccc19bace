-- What the reader may see and end, and how full the server is. One row.
SELECT clock_timestamp() AS at,
       current_setting('server_version_num')::int / 10000 AS version,
       current_setting('max_connections')::int AS max_connections,
       r.rolsuper OR pg_has_role('pg_read_all_stats', 'USAGE') AS sees_all,
       r.rolsuper OR pg_has_role('pg_signal_backend', 'USAGE') AS ends_others,
       -- Any reader sees that a session is there.
       (SELECT count(*) FROM pg_stat_activity AS a WHERE a.datid IS NOT NULL AND coalesce(a.backend_type, 'client backend') = 'client backend')::int AS connections
FROM pg_roles AS r
WHERE r.rolname = current_user
