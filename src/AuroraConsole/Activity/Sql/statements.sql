-- The statements that weigh most by $1 (total, mean, calls, rows); SCHEMA is where the extension lives. Names are those of PostgreSQL 13 and later.
SELECT s.queryid,
       pg_get_userbyid(s.userid)::text AS role,
       d.datname::text AS database,
       CASE WHEN s.query = '<insufficient privilege>' THEN NULL ELSE left(s.query, 4000) END AS query,
       s.calls,
       s.rows,
       s.total_exec_time,
       s.mean_exec_time,
       s.max_exec_time,
       s.total_exec_time / nullif(sum(s.total_exec_time) OVER (), 0) AS share,
       s.shared_blks_hit,
       s.shared_blks_read,
       s.temp_blks_written
FROM SCHEMA.pg_stat_statements AS s
LEFT JOIN pg_database AS d ON d.oid = s.dbid
ORDER BY CASE $1 WHEN 'mean' THEN s.mean_exec_time WHEN 'calls' THEN s.calls WHEN 'rows' THEN s.rows ELSE s.total_exec_time END DESC
LIMIT 100
