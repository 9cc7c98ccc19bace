-- The statement that makes enum, domain or range $1, or composite type of relation $1. Base types are made of C functions: no row.
SELECT CASE t.typtype
         WHEN 'e' THEN format('CREATE TYPE %s AS ENUM (%s);', named.name, (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum AS e WHERE e.enumtypid = t.oid))
         WHEN 'c' THEN format(E'CREATE TYPE %s AS (%s);', named.name, (
           SELECT E'\n  ' || string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod))
             || coalesce((SELECT format(' COLLATE %I.%I', kn.nspname, k.collname) FROM pg_collation AS k JOIN pg_namespace AS kn ON kn.oid = k.collnamespace JOIN pg_type AS b ON b.oid = a.atttypid
                          WHERE k.oid = a.attcollation AND a.attcollation <> b.typcollation), ''), E',\n  ' ORDER BY a.attnum) || E'\n'
           FROM pg_attribute AS a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped))
         WHEN 'd' THEN format('CREATE DOMAIN %s AS %s%s%s%s%s;', named.name, format_type(t.typbasetype, t.typtypmod),
           coalesce((SELECT format(' COLLATE %I.%I', kn.nspname, k.collname) FROM pg_collation AS k JOIN pg_namespace AS kn ON kn.oid = k.collnamespace JOIN pg_type AS b ON b.oid = t.typbasetype
                     WHERE k.oid = t.typcollation AND t.typcollation <> b.typcollation), ''),
           coalesce(' DEFAULT ' || t.typdefault, ''),
           -- From 17 on with a name.
           CASE WHEN t.typnotnull THEN coalesce((SELECT format(E'\n  CONSTRAINT %I', k.conname) FROM pg_constraint AS k WHERE k.contypid = t.oid AND k.contype = 'n' AND k.conname <> t.typname || '_not_null'), '') || ' NOT NULL' ELSE '' END,
           coalesce((SELECT string_agg(format(E'\n  CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)), '' ORDER BY k.conname) FROM pg_constraint AS k WHERE k.contypid = t.oid AND k.contype = 'c'), ''))
         WHEN 'r' THEN (
           SELECT format('CREATE TYPE %s AS RANGE (%s);', named.name, concat_ws(', ',
                    'SUBTYPE = ' || format_type(r.rngsubtype, NULL),
                    (SELECT format('SUBTYPE_OPCLASS = %I.%I', o.nspname, c.opcname) FROM pg_opclass AS c JOIN pg_namespace AS o ON o.oid = c.opcnamespace WHERE c.oid = r.rngsubopc AND NOT c.opcdefault),
                    (SELECT format('COLLATION = %I.%I', kn.nspname, k.collname) FROM pg_collation AS k JOIN pg_namespace AS kn ON kn.oid = k.collnamespace JOIN pg_type AS b ON b.oid = r.rngsubtype
                     WHERE k.oid = r.rngcollation AND r.rngcollation <> b.typcollation),
                    'CANONICAL = ' || nullif(r.rngcanonical::oid, 0)::regproc,
                    'SUBTYPE_DIFF = ' || nullif(r.rngsubdiff::oid, 0)::regproc,
                    (SELECT format('MULTIRANGE_TYPE_NAME = %I.%I', m.nspname, multi.typname) FROM pg_type AS multi JOIN pg_namespace AS m ON m.oid = multi.typnamespace WHERE multi.oid = r.rngmultitypid)))
           FROM pg_range AS r WHERE r.rngtypid = t.oid)
       END
       || coalesce(format(E'\nCOMMENT ON %s %s IS ', CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, named.name) || quote_literal(obj_description(t.oid, 'pg_type')) || ';', '') AS sql
FROM pg_type AS t
JOIN pg_namespace AS n ON n.oid = t.typnamespace
CROSS JOIN LATERAL (SELECT format('%I.%I', n.nspname, t.typname) AS name) AS named
WHERE (t.oid = $1 OR (t.typrelid = $1 AND t.typtype = 'c')) AND t.typtype IN ('e', 'c', 'd', 'r')
