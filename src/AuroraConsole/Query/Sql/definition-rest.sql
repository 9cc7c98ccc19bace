-- What comes after relation $1, its indexes and triggers are there: which index it is clustered on and known by, extended statistics, rules,
-- row security, comments, and for a partition its place.
WITH rel AS MATERIALIZED (
  SELECT c.*, format('%I.%I', n.nspname, c.relname) AS name,
         CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END AS what
  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.oid = $1
)
SELECT sql FROM (
  SELECT 1 AS step, c.relname::text AS at, format('ALTER %s %s CLUSTER ON %I;', rel.what, rel.name, c.relname) AS sql
  FROM rel JOIN pg_index AS i ON i.indrelid = rel.oid AND i.indisclustered JOIN pg_class AS c ON c.oid = i.indexrelid
  UNION ALL
  SELECT 2, '', format('ALTER TABLE ONLY %s REPLICA IDENTITY %s;', rel.name, CASE rel.relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING' ELSE 'USING INDEX ' || quote_ident(c.relname) END)
  FROM rel LEFT JOIN pg_index AS i ON i.indrelid = rel.oid AND i.indisreplident LEFT JOIN pg_class AS c ON c.oid = i.indexrelid
  WHERE rel.relkind IN ('r', 'p', 'm') AND (rel.relreplident IN ('f', 'n') OR (rel.relreplident = 'i' AND c.oid IS NOT NULL))
  UNION ALL
  SELECT 3, s.stxname, pg_get_statisticsobjdef(s.oid) || ';' || CASE WHEN s.stxstattarget >= 0 THEN format(E'\nALTER STATISTICS %I.%I SET STATISTICS %s;', n.nspname, s.stxname, s.stxstattarget) ELSE '' END
  FROM rel JOIN pg_statistic_ext AS s ON s.stxrelid = rel.oid JOIN pg_namespace AS n ON n.oid = s.stxnamespace
  UNION ALL
  SELECT 4, r.rulename, pg_get_ruledef(r.oid) FROM rel JOIN pg_rewrite AS r ON r.ev_class = rel.oid AND r.rulename <> '_RETURN'
  UNION ALL
  SELECT 5, '', format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY;', rel.name) FROM rel WHERE rel.relrowsecurity
  UNION ALL
  SELECT 6, '', format('ALTER TABLE ONLY %s FORCE ROW LEVEL SECURITY;', rel.name) FROM rel WHERE rel.relforcerowsecurity
  UNION ALL
  SELECT 7, '', format('COMMENT ON %s %s IS ', rel.what, rel.name) || quote_literal(obj_description(rel.oid, 'pg_class')) || ';' FROM rel WHERE obj_description(rel.oid, 'pg_class') IS NOT NULL
  UNION ALL
  SELECT 8, to_char(a.attnum, '00000'), format('COMMENT ON COLUMN %s.%I IS ', rel.name, a.attname) || quote_literal(col_description(rel.oid, a.attnum)) || ';'
  FROM rel JOIN pg_attribute AS a ON a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE col_description(rel.oid, a.attnum) IS NOT NULL
  UNION ALL
  SELECT 9, k.conname, format('COMMENT ON CONSTRAINT %I ON %s IS ', k.conname, rel.name) || quote_literal(obj_description(k.oid, 'pg_constraint')) || ';'
  FROM rel JOIN pg_constraint AS k ON k.conrelid = rel.oid
  WHERE obj_description(k.oid, 'pg_constraint') IS NOT NULL
  UNION ALL
  SELECT 10, '', format('ALTER TABLE ONLY %I.%I ATTACH PARTITION %s %s;', n.nspname, parent.relname, rel.name, pg_get_expr(rel.relpartbound, rel.oid))
  FROM rel JOIN pg_inherits AS i ON i.inhrelid = rel.oid JOIN pg_class AS parent ON parent.oid = i.inhparent JOIN pg_namespace AS n ON n.oid = parent.relnamespace
  WHERE rel.relispartition
) AS statements
ORDER BY step, at
