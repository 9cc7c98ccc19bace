-- Names for completion as one JSON text; names as they are written in SQL, quoted where they must be:
-- {"path":[schema…],"schemas":[schema…],"relations":[[schema,name,[column,type,…]]…],"functions":[[schema,name,arguments,result]…]}
-- Schemas on search_path come first, the system's last. Bounds: $1 relations, $2 of them with their columns, $3 functions.
WITH path AS MATERIALIZED (SELECT array_remove(current_setting('aurora_console.path')::name[], 'pg_catalog') AS names),
spaces AS MATERIALIZED (
  SELECT n.oid, quote_ident(n.nspname) AS name,
         CASE WHEN n.nspname IN ('pg_catalog', 'information_schema') THEN 1001 ELSE coalesce(array_position(path.names, n.nspname), 1000) END AS place
  FROM pg_namespace AS n, path
  WHERE n.nspname !~ '^pg_(toast|temp_)' AND has_schema_privilege(n.oid, 'USAGE')
),
relations AS MATERIALIZED (
  SELECT c.oid, s.name AS space, quote_ident(c.relname) AS name, row_number() OVER (ORDER BY s.place, c.relispartition, c.relname) AS place
  FROM pg_class AS c JOIN spaces AS s ON s.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm')
  ORDER BY place LIMIT $1
),
columns AS (
  SELECT r.oid, json_agg(v.text ORDER BY a.attnum, v.place) AS list
  FROM relations AS r
  JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
  CROSS JOIN LATERAL (VALUES (1, quote_ident(a.attname)), (2, format_type(a.atttypid, a.atttypmod))) AS v(place, text)
  WHERE r.place <= $2
  GROUP BY 1
),
functions AS (
  SELECT s.place, s.name AS space, quote_ident(p.proname) AS name, pg_get_function_arguments(p.oid) AS arguments, coalesce(pg_get_function_result(p.oid), '') AS result
  FROM pg_proc AS p JOIN spaces AS s ON s.oid = p.pronamespace
  -- What nobody calls by name: triggers, what types, operators and languages are made of.
  WHERE p.prorettype NOT IN ('internal'::regtype, 'trigger'::regtype, 'event_trigger'::regtype, 'language_handler'::regtype, 'fdw_handler'::regtype, 'index_am_handler'::regtype, 'table_am_handler'::regtype, 'tsm_handler'::regtype, 'cstring'::regtype)
    AND NOT ('internal'::regtype = ANY (p.proargtypes) OR 'cstring'::regtype = ANY (p.proargtypes))
    AND (s.name <> 'pg_catalog' OR NOT EXISTS (SELECT FROM pg_operator AS o WHERE o.oprcode = p.oid))
    AND has_function_privilege(p.oid, 'EXECUTE')
  ORDER BY s.place, p.proname LIMIT $3
)
SELECT json_build_object(
  'path', (SELECT to_json(ARRAY(SELECT quote_ident(name) FROM unnest(path.names) WITH ORDINALITY AS p(name, at) ORDER BY at)) FROM path),
  'schemas', (SELECT coalesce(json_agg(name ORDER BY place, name), '[]') FROM spaces),
  'relations', (SELECT coalesce(json_agg(json_build_array(r.space, r.name, coalesce(c.list, '[]')) ORDER BY r.place), '[]') FROM relations AS r LEFT JOIN columns AS c USING (oid)),
  'functions', (SELECT coalesce(json_agg(json_build_array(space, name, arguments, result) ORDER BY place, name), '[]') FROM functions)
)::text
