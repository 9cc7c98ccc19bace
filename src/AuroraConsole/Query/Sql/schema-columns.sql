-- Columns of relation $1 with the keys they are part of.
SELECT 'column' AS kind, a.attname::text AS name, quote_ident(a.attname) AS sql,
       format_type(a.atttypid, a.atttypmod) AS detail,
       col_description(a.attrelid, a.attnum) AS comment,
       array_remove(ARRAY[
         CASE WHEN EXISTS (SELECT FROM pg_constraint AS k WHERE k.conrelid = a.attrelid AND k.contype = 'p' AND a.attnum = ANY (k.conkey)) THEN 'primary key' END,
         CASE WHEN EXISTS (SELECT FROM pg_constraint AS k WHERE k.conrelid = a.attrelid AND k.contype = 'f' AND a.attnum = ANY (k.conkey)) THEN 'foreign key' END,
         -- From 18 on a column may be not null from now on, with rows of before.
         CASE WHEN a.attnotnull THEN 'not null' || CASE WHEN EXISTS (SELECT FROM pg_constraint AS k WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND NOT k.convalidated AND a.attnum = ANY (k.conkey)) THEN ', not valid' ELSE '' END END,
         CASE a.attidentity WHEN 'a' THEN 'identity always' WHEN 'd' THEN 'identity by default' END,
         CASE WHEN a.attgenerated <> '' THEN CASE a.attgenerated WHEN 'v' THEN 'generated when read: ' ELSE 'generated: ' END || pg_get_expr(d.adbin, d.adrelid) WHEN d.oid IS NOT NULL THEN 'default ' || pg_get_expr(d.adbin, d.adrelid) END
       ], NULL) AS marks
FROM pg_attribute AS a
LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
