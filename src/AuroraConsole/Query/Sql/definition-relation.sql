-- The statements that make relation $1 (table, partitioned table, foreign table, view, materialized view) without what hangs on it, in order.
-- search_path is empty while this runs, so every name comes qualified. A partition is made like a table of its own and attached at the end
-- (definition-rest.sql), as pg_dump does: its columns keep their order and its constraints and indexes their names.
WITH rel AS MATERIALIZED (
  SELECT c.*, format('%I.%I', n.nspname, c.relname) AS name
  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.oid = $1
), cols AS MATERIALIZED (
  SELECT a.*, quote_ident(a.attname) AS name, pg_get_expr(d.adbin, d.adrelid) AS expr,
         a.attislocal OR rel.relispartition AS own, must.oid AS must, must.conname, must.connoinherit, must.convalidated, must.conislocal OR rel.relispartition AS must_own
  FROM rel
  JOIN pg_attribute AS a ON a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  -- From 18 on NOT NULL is a constraint with a name.
  LEFT JOIN pg_constraint AS must ON must.conrelid = a.attrelid AND must.contype = 'n' AND must.conkey = ARRAY[a.attnum]
), parts AS (
  SELECT attnum::int AS at,
         name || ' ' || format_type(atttypid, atttypmod)
         || coalesce((SELECT ' OPTIONS (' || string_agg(format('%I %L', option_name, option_value), ', ') || ')' FROM pg_options_to_table(attfdwoptions)), '')
         || CASE attcompression WHEN 'p' THEN ' COMPRESSION pglz' WHEN 'l' THEN ' COMPRESSION lz4' ELSE '' END
         || coalesce((SELECT format(' COLLATE %I.%I', n.nspname, k.collname) FROM pg_collation AS k JOIN pg_namespace AS n ON n.oid = k.collnamespace JOIN pg_type AS t ON t.oid = atttypid
                      WHERE k.oid = attcollation AND attcollation <> t.typcollation), '')
         || CASE WHEN attidentity <> '' THEN coalesce((
              SELECT format(' GENERATED %s AS IDENTITY', CASE attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END) || coalesce(' (' || nullif(concat_ws(' ',
                       CASE WHEN q.relname <> rel.relname || '_' || attname || '_seq' THEN format('SEQUENCE NAME %I.%I', n.nspname, q.relname) END,
                       CASE WHEN s.seqstart <> CASE WHEN s.seqincrement > 0 THEN s.seqmin ELSE s.seqmax END THEN 'START WITH ' || s.seqstart END,
                       CASE WHEN s.seqincrement <> 1 THEN 'INCREMENT BY ' || s.seqincrement END,
                       CASE WHEN s.seqmin <> CASE WHEN s.seqincrement > 0 THEN 1 ELSE -top.max - 1 END THEN 'MINVALUE ' || s.seqmin END,
                       CASE WHEN s.seqmax <> CASE WHEN s.seqincrement > 0 THEN top.max ELSE -1 END THEN 'MAXVALUE ' || s.seqmax END,
                       CASE WHEN s.seqcache <> 1 THEN 'CACHE ' || s.seqcache END,
                       CASE WHEN s.seqcycle THEN 'CYCLE' END), '') || ')', '')
              FROM pg_depend AS d
              JOIN pg_sequence AS s ON s.seqrelid = d.objid
              JOIN pg_class AS q ON q.oid = s.seqrelid
              JOIN pg_namespace AS n ON n.oid = q.relnamespace
              CROSS JOIN LATERAL (SELECT CASE s.seqtypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647 ELSE 9223372036854775807 END AS max) AS top
              CROSS JOIN rel
              WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = attrelid AND d.refobjsubid = attnum AND d.deptype = 'i'),
              -- A partition has it from its table (17 and later), and so when it is attached.
              '')
            WHEN attgenerated <> '' THEN format(' GENERATED ALWAYS AS (%s) %s', expr, CASE attgenerated WHEN 'v' THEN 'VIRTUAL' ELSE 'STORED' END)
            WHEN expr IS NOT NULL THEN ' DEFAULT ' || expr
            ELSE '' END
         || CASE WHEN attnotnull AND (must IS NULL OR (must_own AND convalidated))
                 THEN CASE WHEN conname <> format('%s_%s_not_null', (SELECT relname FROM rel), attname) THEN format(' CONSTRAINT %I', conname) ELSE '' END || ' NOT NULL' || CASE WHEN connoinherit THEN ' NO INHERIT' ELSE '' END
                 ELSE '' END AS sql
  FROM cols WHERE own
  UNION ALL
  SELECT 10000 + row_number() OVER (ORDER BY array_position(ARRAY['n', 'p', 'u', 'x', 'c', 'f'], k.contype::text), k.conname)::int,
         format('CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid))
  FROM rel JOIN pg_constraint AS k ON k.conrelid = rel.oid
  WHERE (k.contype IN ('p', 'u', 'x', 'c', 'f') OR k.oid IN (SELECT must FROM cols WHERE NOT own)) AND k.convalidated AND (k.conislocal OR rel.relispartition)
    -- A partition's own copies of these are made when it is attached.
    AND (k.contype NOT IN ('f', 'x') OR k.conparentid = 0)
), tail AS (
  SELECT coalesce(E'\n' || nullif(concat_ws(E'\n',
           (SELECT 'INHERITS (' || string_agg(format('%I.%I', n.nspname, c.relname), ', ' ORDER BY i.inhseqno) || ')'
            FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhparent JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE i.inhrelid = rel.oid AND NOT rel.relispartition),
           'PARTITION BY ' || CASE WHEN rel.relkind = 'p' THEN pg_get_partkeydef(rel.oid) END,
           (SELECT format('SERVER %I', s.srvname) || coalesce((SELECT ' OPTIONS (' || string_agg(format('%I %L', option_name, option_value), ', ') || ')' FROM pg_options_to_table(f.ftoptions)), '')
            FROM pg_foreign_table AS f JOIN pg_foreign_server AS s ON s.oid = f.ftserver WHERE f.ftrelid = rel.oid),
           (SELECT format('USING %I', a.amname) FROM pg_am AS a WHERE a.oid = rel.relam AND a.amname <> 'heap'),
           (SELECT 'WITH (' || string_agg(o.prefix || split_part(o.option, '=', 1) || '=' || quote_literal(substr(o.option, strpos(o.option, '=') + 1)), ', ') || ')'
            FROM (SELECT '' AS prefix, unnest(rel.reloptions) AS option UNION ALL SELECT 'toast.', unnest(toast.reloptions) FROM pg_class AS toast WHERE toast.oid = rel.reltoastrelid) AS o),
           (SELECT format('TABLESPACE %I', s.spcname) FROM pg_tablespace AS s WHERE s.oid = rel.reltablespace)), ''), '') AS sql
  FROM rel
)
SELECT sql FROM (
  SELECT 1 AS step, '' AS at,
         CASE rel.relkind
           WHEN 'v' THEN format(E'CREATE VIEW %s%s AS\n%s', rel.name, tail.sql, pg_get_viewdef(rel.oid))
           WHEN 'm' THEN format(E'CREATE MATERIALIZED VIEW %s%s AS\n%s%s;', rel.name, tail.sql, rtrim(pg_get_viewdef(rel.oid), ';'), CASE WHEN rel.relispopulated THEN '' ELSE E'\nWITH NO DATA' END)
           ELSE format(E'CREATE %sTABLE %s (%s)%s;', CASE WHEN rel.relkind = 'f' THEN 'FOREIGN ' WHEN rel.relpersistence = 'u' THEN 'UNLOGGED ' ELSE '' END,
                       rel.name, coalesce(E'\n  ' || (SELECT string_agg(parts.sql, E',\n  ' ORDER BY parts.at) FROM parts) || E'\n', ''), tail.sql)
         END AS sql
  FROM rel, tail
  UNION ALL
  SELECT 2, '', format('ALTER TABLE %s OF %s;', rel.name, format_type(rel.reloftype, NULL)) FROM rel WHERE rel.reloftype <> 0
  UNION ALL
  -- Owned by the column they count for.
  SELECT 3, q.relname, format('ALTER SEQUENCE %I.%I OWNED BY %s.%s;', n.nspname, q.relname, rel.name, cols.name)
  FROM rel JOIN pg_depend AS d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = rel.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'a'
  JOIN pg_class AS q ON q.oid = d.objid AND q.relkind = 'S' JOIN pg_namespace AS n ON n.oid = q.relnamespace JOIN cols ON cols.attnum = d.refobjsubid
  UNION ALL
  SELECT 4, cols.name, format('ALTER TABLE ONLY %s ALTER COLUMN %s SET DEFAULT %s;', rel.name, cols.name, cols.expr)
  FROM rel, cols WHERE (NOT cols.own OR rel.relkind = 'v') AND cols.expr IS NOT NULL AND cols.attgenerated = ''
  UNION ALL
  SELECT 4, cols.name, format('ALTER TABLE ONLY %s ALTER COLUMN %s SET NOT NULL;', rel.name, cols.name)
  FROM rel, cols WHERE NOT cols.own AND cols.attnotnull AND cols.must IS NULL
    AND NOT EXISTS (SELECT FROM pg_inherits AS i JOIN pg_attribute AS above ON above.attrelid = i.inhparent AND above.attname = cols.attname WHERE i.inhrelid = rel.oid AND above.attnotnull)
  UNION ALL
  SELECT 5, cols.name, format('ALTER TABLE ONLY %s ALTER COLUMN %s SET STORAGE %s;', rel.name, cols.name,
           CASE cols.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END)
  FROM rel, cols JOIN pg_type AS t ON t.oid = cols.atttypid WHERE rel.relkind IN ('r', 'p', 'm') AND cols.attstorage <> t.typstorage
  UNION ALL
  SELECT 6, cols.name, format('ALTER TABLE ONLY %s ALTER COLUMN %s SET STATISTICS %s;', rel.name, cols.name, cols.attstattarget)
  FROM rel, cols WHERE cols.attstattarget >= 0
  UNION ALL
  -- In CREATE TABLE, NOT VALID would be ignored.
  SELECT 7, k.conname, format('ALTER TABLE %s ADD CONSTRAINT %I %s;', rel.name, k.conname, pg_get_constraintdef(k.oid))
  FROM rel JOIN pg_constraint AS k ON k.conrelid = rel.oid
  WHERE k.contype IN ('c', 'f', 'n') AND NOT k.convalidated AND (k.conislocal OR rel.relispartition) AND (k.contype <> 'f' OR k.conparentid = 0)
) AS statements
ORDER BY step, at
