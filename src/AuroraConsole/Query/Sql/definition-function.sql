-- The statement that makes function, procedure, window function or aggregate $1.
SELECT CASE WHEN p.prokind <> 'a' THEN rtrim(pg_get_functiondef(p.oid), E'\n') || ';' ELSE (
         SELECT format(E'CREATE AGGREGATE %I.%I(%s) (\n  %s\n);', n.nspname, p.proname,
                  CASE WHEN pg_get_function_arguments(p.oid) = '' THEN '*' ELSE pg_get_function_arguments(p.oid) END,
                  concat_ws(E',\n  ',
                    'SFUNC = ' || a.aggtransfn::regproc,
                    'STYPE = ' || format_type(a.aggtranstype, NULL),
                    'SSPACE = ' || nullif(a.aggtransspace, 0),
                    'FINALFUNC = ' || nullif(a.aggfinalfn::oid, 0)::regproc,
                    CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
                    'COMBINEFUNC = ' || nullif(a.aggcombinefn::oid, 0)::regproc,
                    'SERIALFUNC = ' || nullif(a.aggserialfn::oid, 0)::regproc,
                    'DESERIALFUNC = ' || nullif(a.aggdeserialfn::oid, 0)::regproc,
                    'INITCOND = ' || quote_literal(a.agginitval),
                    'MSFUNC = ' || nullif(a.aggmtransfn::oid, 0)::regproc,
                    'MINVFUNC = ' || nullif(a.aggminvtransfn::oid, 0)::regproc,
                    'MSTYPE = ' || format_type(nullif(a.aggmtranstype::oid, 0), NULL),
                    'MFINALFUNC = ' || nullif(a.aggmfinalfn::oid, 0)::regproc,
                    'MINITCOND = ' || quote_literal(a.aggminitval),
                    (SELECT format('SORTOP = OPERATOR(%I.%s)', s.nspname, o.oprname) FROM pg_operator AS o JOIN pg_namespace AS s ON s.oid = o.oprnamespace WHERE o.oid = a.aggsortop),
                    CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END,
                    CASE a.aggkind WHEN 'h' THEN 'HYPOTHETICAL' END))
         FROM pg_aggregate AS a WHERE a.aggfnoid = p.oid) END
       || coalesce(format(E'\nCOMMENT ON %s %I.%I(%s) IS ', CASE p.prokind WHEN 'p' THEN 'PROCEDURE' WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END, n.nspname, p.proname,
                    CASE WHEN p.prokind = 'a' AND pg_get_function_identity_arguments(p.oid) = '' THEN '*' ELSE pg_get_function_identity_arguments(p.oid) END)
                    || quote_literal(obj_description(p.oid, 'pg_proc')) || ';', '') AS sql
FROM pg_proc AS p
JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE p.oid = $1
