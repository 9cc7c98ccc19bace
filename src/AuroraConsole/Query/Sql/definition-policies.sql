-- The statement that makes policy $2, or those of table $1.
SELECT format('CREATE POLICY %I ON %I.%I%s FOR %s TO %s', p.polname, n.nspname, c.relname,
         CASE WHEN p.polpermissive THEN '' ELSE ' AS RESTRICTIVE' END,
         CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
         coalesce((SELECT string_agg(quote_ident(r.rolname), ', ' ORDER BY r.rolname) FROM pg_roles AS r WHERE r.oid = ANY (p.polroles)), 'PUBLIC'))
       || coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
       || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '') || ';'
       || coalesce(format(E'\nCOMMENT ON POLICY %I ON %I.%I IS ', p.polname, n.nspname, c.relname) || quote_literal(obj_description(p.oid, 'pg_policy')) || ';', '') AS sql
FROM pg_policy AS p
JOIN pg_class AS c ON c.oid = p.polrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE p.oid = $2 OR p.polrelid = $1
ORDER BY p.polname
