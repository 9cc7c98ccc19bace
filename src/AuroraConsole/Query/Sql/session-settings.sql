-- What SET changed in the session, and of the names in $1 those that no catalog lists. The first to be asked, under the session's own
-- search_path, which is among the answers: so each name and each operator says where it is.
SELECT name, setting
FROM pg_catalog.pg_settings
WHERE source OPERATOR(pg_catalog.=) 'session' AND name OPERATOR(pg_catalog.<>) 'statement_timeout'
UNION ALL
SELECT named, pg_catalog.current_setting(named, true)
FROM pg_catalog.unnest($1::pg_catalog.text[]) AS own(named)
WHERE pg_catalog.current_setting(named, true) OPERATOR(pg_catalog.<>) ''
UNION ALL
SELECT 'role', pg_catalog.current_setting('role')
WHERE pg_catalog.current_setting('role') OPERATOR(pg_catalog.<>) 'none'
