-- What is known of an object that is to be emptied or dropped, without touching its rows. One row; empty where there is no such object. It is
-- found on the role's search_path, so each name and each operator on types that are not quite its own says where it is.
SELECT c.relkind IN ('r', 'p', 'm', 'f') AS has_rows,
       c.reltuples::pg_catalog.float8 AS tuples,
       CASE WHEN c.relkind IN ('r', 'm', 't', 'i') THEN pg_catalog.pg_total_relation_size(c.oid) END AS bytes,
       (SELECT pg_catalog.count(DISTINCT r.ev_class)
          FROM pg_catalog.pg_depend d
          JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_rewrite'::pg_catalog.regclass
         WHERE d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = c.oid AND r.ev_class <> c.oid) AS views,
       (SELECT pg_catalog.array_agg(DISTINCT f.conrelid::pg_catalog.regclass::pg_catalog.text)
          FROM pg_catalog.pg_constraint f
         WHERE f.contype = 'f' AND f.confrelid = c.oid AND f.conrelid <> c.oid) AS referring
  FROM pg_catalog.pg_class c
 WHERE c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass($1)
