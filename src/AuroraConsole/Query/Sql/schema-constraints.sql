-- Constraints of relation $1. That a column is not null stands at the column, a constraint trigger among the triggers.
SELECT 'constraint' AS kind, k.conname::text AS name, k.oid, quote_ident(k.conname) AS sql,
       pg_get_constraintdef(k.oid) AS detail,
       obj_description(k.oid, 'pg_constraint') AS comment,
       -- Not enforced: from 18 on.
       CASE WHEN to_jsonb(k) ->> 'conenforced' = 'false' THEN ARRAY['not enforced'] WHEN NOT k.convalidated THEN ARRAY['not valid'] END AS marks
FROM pg_constraint AS k
WHERE k.conrelid = $1 AND k.contype NOT IN ('n', 't')
ORDER BY array_position(ARRAY['p', 'u', 'f', 'c', 'x'], k.contype::text), k.conname
