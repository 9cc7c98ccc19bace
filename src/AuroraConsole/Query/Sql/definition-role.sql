-- The statements that make role $1 and its memberships. Never a password, which no role may read.
SELECT concat_ws(' ', 'CREATE ROLE', quote_ident(r.rolname), nullif(concat_ws(' ',
         CASE WHEN r.rolcanlogin THEN 'LOGIN' END, CASE WHEN r.rolsuper THEN 'SUPERUSER' END, CASE WHEN r.rolcreatedb THEN 'CREATEDB' END, CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END,
         CASE WHEN r.rolreplication THEN 'REPLICATION' END, CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END, CASE WHEN NOT r.rolinherit THEN 'NOINHERIT' END,
         'CONNECTION LIMIT ' || nullif(r.rolconnlimit, -1), 'VALID UNTIL ' || quote_literal(r.rolvaliduntil)), '')) || ';'
       || coalesce((SELECT string_agg(format(E'\nGRANT %I TO %I%s;', g.rolname, r.rolname, CASE WHEN m.admin THEN ' WITH ADMIN OPTION' ELSE '' END), '' ORDER BY g.rolname)
                    FROM (SELECT roleid, bool_or(admin_option) AS admin FROM pg_auth_members WHERE member = r.oid GROUP BY 1) AS m JOIN pg_roles AS g ON g.oid = m.roleid), '')
       || coalesce(format(E'\nCOMMENT ON ROLE %I IS ', r.rolname) || quote_literal(shobj_description(r.oid, 'pg_authid')) || ';', '') AS sql
FROM pg_roles AS r
WHERE r.oid = $1
