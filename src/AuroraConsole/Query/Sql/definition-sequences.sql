-- The statements that make sequence $2, or those that columns of relation $1 own (serial); identity columns make theirs themselves.
SELECT format('CREATE %sSEQUENCE %I.%I%s%s%s%s%s%s%s;', CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END, n.nspname, c.relname,
         CASE WHEN s.seqtypid <> 'int8'::regtype THEN ' AS ' || format_type(s.seqtypid, NULL) ELSE '' END,
         CASE WHEN s.seqincrement <> 1 THEN ' INCREMENT BY ' || s.seqincrement ELSE '' END,
         CASE WHEN s.seqmin <> CASE WHEN s.seqincrement > 0 THEN 1 ELSE width.min END THEN ' MINVALUE ' || s.seqmin ELSE '' END,
         CASE WHEN s.seqmax <> CASE WHEN s.seqincrement > 0 THEN width.max ELSE -1 END THEN ' MAXVALUE ' || s.seqmax ELSE '' END,
         CASE WHEN s.seqstart <> CASE WHEN s.seqincrement > 0 THEN s.seqmin ELSE s.seqmax END THEN ' START WITH ' || s.seqstart ELSE '' END,
         CASE WHEN s.seqcache <> 1 THEN ' CACHE ' || s.seqcache ELSE '' END,
         CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END)
       || coalesce(format(E'\nCOMMENT ON SEQUENCE %I.%I IS ', n.nspname, c.relname) || quote_literal(obj_description(c.oid, 'pg_class')) || ';', '') AS sql
FROM pg_sequence AS s
JOIN pg_class AS c ON c.oid = s.seqrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (SELECT CASE s.seqtypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647 ELSE 9223372036854775807 END AS max) AS top
CROSS JOIN LATERAL (SELECT top.max, -top.max - 1 AS min) AS width
WHERE c.oid = $2
   OR EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjid = $1 AND d.deptype = 'a')
ORDER BY c.relname
