-- Every role but PostgreSQL's own, logins first, with attributes and what it is a member of. Any role may read this.
WITH RECURSIVE held AS (
  SELECT member, roleid FROM pg_auth_members
  UNION
  SELECT held.member, above.roleid FROM held JOIN pg_auth_members AS above ON above.member = held.roleid
)
SELECT 'role' AS kind, r.rolname::text AS name, r.oid, quote_ident(r.rolname) AS sql,
       CASE WHEN r.rolcanlogin THEN 'login' ELSE 'group' END AS detail,
       shobj_description(r.oid, 'pg_authid') AS comment,
       array_remove(ARRAY[
         CASE WHEN EXISTS (SELECT FROM held JOIN pg_roles AS g ON g.oid = held.roleid WHERE held.member = r.oid AND g.rolname = 'rds_iam') THEN 'rds_iam' END,
         CASE WHEN r.rolsuper THEN 'superuser' END, CASE WHEN r.rolcreatedb THEN 'createdb' END, CASE WHEN r.rolcreaterole THEN 'createrole' END,
         CASE WHEN r.rolreplication THEN 'replication' END, CASE WHEN r.rolbypassrls THEN 'bypassrls' END, CASE WHEN NOT r.rolinherit THEN 'noinherit' END,
         CASE WHEN r.rolconnlimit >= 0 THEN 'at most ' || r.rolconnlimit || ' connections' END
       ], NULL) AS marks,
       ARRAY(SELECT g.rolname::text FROM pg_auth_members AS m JOIN pg_roles AS g ON g.oid = m.roleid WHERE m.member = r.oid GROUP BY 1 ORDER BY 1) AS member_of
FROM pg_roles AS r
WHERE r.rolname !~ '^pg_'
ORDER BY NOT r.rolcanlogin, r.rolname
