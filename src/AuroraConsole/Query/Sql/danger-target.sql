-- What is known of an object that is to be emptied or dropped, without touching its rows. One row; empty where there is no such object.
SELECT c.relkind IN ('r', 'p', 'm', 'f') AS has_rows,
       c.reltuples::float8 AS tuples,
       CASE WHEN c.relkind IN ('r', 'm', 't', 'i') THEN pg_catalog.pg_total_relation_size(c.oid) END AS bytes,
       (SELECT count(DISTINCT r.ev_class)
          FROM pg_catalog.pg_depend d
          JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_catalog.pg_rewrite'::regclass
         WHERE d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = c.oid AND r.ev_class <> c.oid) AS views,
       (SELECT pg_catalog.array_agg(DISTINCT f.conrelid::regclass::text)
          FROM pg_catalog.pg_constraint f
         WHERE f.contype = 'f' AND f.confrelid = c.oid AND f.conrelid <> c.oid) AS referring
  FROM pg_catalog.pg_class c
 WHERE c.oid = pg_catalog.to_regclass($1)
