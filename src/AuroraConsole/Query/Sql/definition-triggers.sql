-- The statement that makes trigger $2, or those of relation $1; those a partition has from its table come with it.
SELECT pg_get_triggerdef(t.oid) || ';'
       || CASE t.tgenabled WHEN 'O' THEN '' ELSE format(E'\nALTER TABLE %I.%I %s TRIGGER %I;', n.nspname, c.relname, CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, t.tgname) END
       || coalesce(format(E'\nCOMMENT ON TRIGGER %I ON %I.%I IS ', t.tgname, n.nspname, c.relname) || quote_literal(obj_description(t.oid, 'pg_trigger')) || ';', '') AS sql
FROM pg_trigger AS t
JOIN pg_class AS c ON c.oid = t.tgrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND (t.oid = $2 OR (t.tgrelid = $1 AND t.tgparentid = 0))
ORDER BY t.tgname
