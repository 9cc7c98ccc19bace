-- Indexes of relation $1.
SELECT 'index' AS kind, c.relname::text AS name, c.oid, quote_ident(c.relname) AS sql,
       regexp_replace(pg_get_indexdef(c.oid), '^CREATE (UNIQUE )?INDEX ("([^"]|"")*"|[^ "]+) ON (ONLY )?(("([^"]|"")*"|[^ ".]+)\.?)+ USING ', '') AS detail,
       c.relpages::bigint * current_setting('block_size')::int AS bytes,
       obj_description(c.oid, 'pg_class') AS comment,
       array_remove(ARRAY[CASE WHEN i.indisprimary THEN 'primary key' WHEN i.indisunique THEN 'unique' END, CASE WHEN NOT i.indisvalid THEN 'invalid' END], NULL) AS marks
FROM pg_index AS i
JOIN pg_class AS c ON c.oid = i.indexrelid
WHERE i.indrelid = $1
ORDER BY NOT i.indisprimary, c.relname
