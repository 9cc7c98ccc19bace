-- Every role but PostgreSQL's own, with what it is a member of, however far, and what it owns here. Any role may read this.
WITH RECURSIVE held AS (
  SELECT member, roleid, 1 AS depth FROM pg_auth_members
  UNION
  SELECT held.member, above.roleid, held.depth + 1 FROM held JOIN pg_auth_members AS above ON above.member = held.roleid WHERE held.depth < 32
)
SELECT r.rolname::text AS name,
       r.rolcanlogin AS login,
       r.rolconnlimit AS connection_limit,
       CASE WHEN isfinite(r.rolvaliduntil) THEN r.rolvaliduntil END AS password_until,
       coalesce((SELECT min(held.depth) FROM held JOIN pg_roles AS g ON g.oid = held.roleid WHERE held.member = r.oid AND g.rolname = 'rds_iam'), 0) AS iam_depth,
       EXISTS (SELECT FROM held JOIN pg_roles AS g ON g.oid = held.roleid WHERE held.member = r.oid AND g.rolname = 'rds_superuser') AS rds_superuser,
       EXISTS (SELECT FROM held JOIN pg_roles AS g ON g.oid = held.roleid WHERE held.member = r.oid AND g.rolname = 'rds_password') AS rds_password,
       ARRAY(SELECT DISTINCT g.rolname::text FROM pg_auth_members AS m JOIN pg_roles AS g ON g.oid = m.roleid WHERE m.member = r.oid ORDER BY 1) AS member_of,
       ARRAY(SELECT d.datname::text FROM pg_database AS d WHERE d.datdba = r.oid AND NOT d.datistemplate ORDER BY 1) AS databases,
       ARRAY(SELECT n.nspname::text FROM pg_namespace AS n WHERE n.nspowner = r.oid AND n.nspname !~ '^pg_(toast|temp)' AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1) AS schemas,
       (SELECT count(*) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')::int AS tables
FROM pg_roles AS r
WHERE r.rolname !~ '^pg_'
ORDER BY r.rolcanlogin DESC, r.rolname
