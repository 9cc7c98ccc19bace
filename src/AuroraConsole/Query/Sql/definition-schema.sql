-- The statement that makes schema $1, without what is in it.
SELECT format('CREATE SCHEMA %I;', n.nspname) || coalesce(format(E'\nCOMMENT ON SCHEMA %I IS ', n.nspname) || quote_literal(obj_description(n.oid, 'pg_namespace')) || ';', '') AS sql
FROM pg_namespace AS n
WHERE n.oid = $1
