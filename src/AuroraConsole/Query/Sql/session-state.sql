-- What the session holds that ends with its connection; $1 is the role that logged in. Names are those of search_path pg_catalog, pg_temp:
-- a temporary table named as a catalog would else be read in its place.
SELECT
    array_remove(ARRAY[
        (SELECT count(*) || CASE count(*) WHEN 1 THEN ' temporary relation' ELSE ' temporary relations' END
         FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind NOT IN ('i', 't') HAVING count(*) > 0),
        (SELECT count(*) || CASE count(*) WHEN 1 THEN ' temporary function' ELSE ' temporary functions' END
         FROM pg_proc WHERE pronamespace = pg_my_temp_schema() HAVING count(*) > 0),
        (SELECT count(*) || CASE count(*) WHEN 1 THEN ' prepared statement' ELSE ' prepared statements' END
         FROM pg_prepared_statements WHERE from_sql HAVING count(*) > 0),
        (SELECT count(*) || CASE count(*) WHEN 1 THEN ' cursor' ELSE ' cursors' END FROM pg_cursors WHERE is_holdable HAVING count(*) > 0),
        (SELECT count(*) || CASE count(*) WHEN 1 THEN ' advisory lock' ELSE ' advisory locks' END
         FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory' AND granted HAVING count(*) > 0),
        (SELECT 'LISTEN ' || string_agg(channel, ', ') FROM pg_listening_channels() AS channel HAVING count(*) > 0),
        (SELECT 'SESSION AUTHORIZATION ' || session_user WHERE session_user <> $1)
    ], NULL)
