-- Row security policies of table $1.
SELECT 'policy' AS kind, p.polname::text AS name, p.oid, quote_ident(p.polname) AS sql,
       concat_ws(' ',
         CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
         'to ' || coalesce((SELECT string_agg(r.rolname, ', ' ORDER BY r.rolname) FROM pg_roles AS r WHERE r.oid = ANY (p.polroles)), 'PUBLIC'),
         'using ' || pg_get_expr(p.polqual, p.polrelid),
         'check ' || pg_get_expr(p.polwithcheck, p.polrelid)) AS detail,
       obj_description(p.oid, 'pg_policy') AS comment,
       CASE WHEN NOT p.polpermissive THEN ARRAY['restrictive'] END AS marks
FROM pg_policy AS p
WHERE p.polrelid = $1
ORDER BY p.polname
