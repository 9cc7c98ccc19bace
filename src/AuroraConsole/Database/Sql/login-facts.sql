-- What a login as role $1 into database $2 meets after its token. One row.
WITH RECURSIVE held AS (
  SELECT r.oid FROM pg_roles AS r WHERE r.rolname = $1
  UNION
  SELECT m.roleid FROM held JOIN pg_auth_members AS m ON m.member = held.oid
)
SELECT r.oid IS NOT NULL AS role_exists,
       coalesce(r.rolcanlogin, false) AS login,
       EXISTS (SELECT FROM held JOIN pg_roles AS g ON g.oid = held.oid WHERE g.rolname = 'rds_iam') AS iam,
       coalesce(r.rolconnlimit, -1) AS connection_limit,
       (SELECT count(*) FROM pg_stat_activity AS a WHERE a.usesysid = r.oid)::int AS connections,
       d.oid IS NOT NULL AS database_exists,
       coalesce(d.datallowconn, false) AS database_open,
       CASE WHEN r.oid IS NOT NULL AND d.oid IS NOT NULL THEN has_database_privilege(r.oid, d.oid, 'CONNECT') ELSE false END AS may_connect,
       (SELECT o.rolname::text FROM pg_roles AS o WHERE lower(o.rolname) = lower($1) AND o.rolname <> $1 ORDER BY 1 LIMIT 1) AS other_case
FROM (SELECT 1) AS one
LEFT JOIN pg_roles AS r ON r.rolname = $1
LEFT JOIN pg_database AS d ON d.datname = $2
