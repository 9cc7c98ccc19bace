-- Stops the statement of session $1; with $2 only if the session began then, since process ids are used again.
SELECT a.usename::text AS role, pg_cancel_backend(a.pid) AS done
FROM pg_stat_activity AS a
WHERE a.pid = $1 AND ($2 IS NULL OR a.backend_start = $2)
