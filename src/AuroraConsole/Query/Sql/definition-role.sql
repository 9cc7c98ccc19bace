-- The statements that make role $1 and its memberships. Never a password, which no role may read.
SELECT concat_ws(' ', 'CREATE ROLE', quote_ident(r.rolname), nullif(concat_ws(' ',
         CASE WHEN r.rolcanlogin THEN 'LOGIN' END, CASE WHEN r.rolsuper THEN 'SUPERUSER' END, CASE WHEN r.rolcreatedb THEN 'CREATEDB' END, CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END,
         CASE WHEN r.rolreplication THEN 'REPLICATION' END, CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END, CASE WHEN NOT r.rolinherit THEN 'NOINHERIT' END,
         'CONNECTION LIMIT ' || nullif(r.rolconnlimit, -1), 'VALID UNTIL ' || quote_literal(r.rolvaliduntil)), '')) || ';'
       || coalesce((SELECT string_agg(format(E'\nGRANT %I TO %I%s;', g.rolname, r.rolname, coalesce(' WITH ' || nullif(concat_ws(', ',
                             CASE WHEN m.admin THEN 'ADMIN OPTION' END, CASE WHEN m.inherits <> r.rolinherit THEN 'INHERIT ' || upper(m.inherits::text) END, CASE WHEN NOT m.sets THEN 'SET FALSE' END), ''), '')), '' ORDER BY g.rolname)
                    -- The two options are there from 16 on. Who made a role has ADMIN of it and neither of them.
                    FROM (SELECT roleid, bool_or(admin_option) AS admin, bool_or((to_jsonb(a) ->> 'inherit_option')::bool) AS inherits, bool_or((to_jsonb(a) ->> 'set_option')::bool) AS sets
                          FROM pg_auth_members AS a WHERE member = r.oid GROUP BY 1) AS m JOIN pg_roles AS g ON g.oid = m.roleid), '')
       || coalesce(format(E'\nCOMMENT ON ROLE %I IS ', r.rolname) || quote_literal(shobj_description(r.oid, 'pg_authid')) || ';', '') AS sql
FROM pg_roles AS r
WHERE r.oid = $1
