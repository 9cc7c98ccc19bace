-- Triggers of relation $1 but those that keep foreign keys.
SELECT 'trigger' AS kind, t.tgname::text AS name, t.oid, quote_ident(t.tgname) AS sql,
       regexp_replace(pg_get_triggerdef(t.oid, true), '^CREATE (CONSTRAINT )?TRIGGER ("([^"]|"")*"|\S+) ', '') AS detail,
       obj_description(t.oid, 'pg_trigger') AS comment,
       CASE t.tgenabled WHEN 'D' THEN ARRAY['disabled'] WHEN 'R' THEN ARRAY['on replicas'] WHEN 'A' THEN ARRAY['always'] END AS marks
FROM pg_trigger AS t
WHERE t.tgrelid = $1 AND NOT t.tgisinternal
ORDER BY t.tgname
