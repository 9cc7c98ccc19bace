-- The statement that makes index $2, or those of the indexes of relation $1 that no constraint makes.
SELECT pg_get_indexdef(i.indexrelid) || ';'
       || coalesce(format(E'\nCOMMENT ON INDEX %I.%I IS ', n.nspname, c.relname) || quote_literal(obj_description(c.oid, 'pg_class')) || ';', '') AS sql
FROM pg_index AS i
JOIN pg_class AS c ON c.oid = i.indexrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE i.indexrelid = $2
   OR (i.indrelid = $1 AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')))
ORDER BY c.relname
