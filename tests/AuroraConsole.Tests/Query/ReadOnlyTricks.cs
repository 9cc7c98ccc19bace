namespace AuroraConsole.Tests.Query;

/// <summary>A way to change something in read-only mode.</summary>
/// <param name="Group">What it belongs to.</param>
/// <param name="Sql">The attempt.</param>
/// <param name="Lasts">What outlives a ROLLBACK where it is not stopped; <c>null</c>: nothing may.</param>
/// <param name="Guard">What stops it then.</param>
public sealed record ReadOnlyTrick(string Group, string Sql, string? Lasts = null, string? Guard = null)
{
    private const string Superuser = "not to be superuser, which Aurora gives to nobody";

    /// <summary>What the tricks find on the server, made by a superuser beforehand.</summary>
    /// <param name="socket">Folder of the server's socket.</param>
    /// <param name="port">Its port.</param>
    public static string Ground(string socket, int port) => $$"""
        CREATE EXTENSION dblink; CREATE EXTENSION postgres_fdw; CREATE EXTENSION file_fdw; CREATE EXTENSION pg_buffercache;
        CREATE TABLE loot (n int);
        GRANT ALL ON loot TO app_user;
        CREATE TABLE owned (n int); INSERT INTO owned VALUES (1); ALTER TABLE owned OWNER TO app_owner;
        ANALYZE owned;
        GRANT SELECT, INSERT, UPDATE, DELETE ON orders TO app_owner;
        GRANT USAGE ON SEQUENCE tickets TO app_owner;
        CREATE FUNCTION as_definer() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'INSERT INTO orders VALUES (1002, ''x'', 1) RETURNING id';
        CREATE FUNCTION lifts_itself() RETURNS int LANGUAGE plpgsql AS 'BEGIN SET LOCAL transaction_read_only = off; INSERT INTO orders VALUES (1003, ''x'', 1); RETURN 1; END';
        CREATE FUNCTION resets_itself() RETURNS int LANGUAGE plpgsql AS 'BEGIN EXECUTE ''RESET transaction_read_only''; INSERT INTO orders VALUES (1004, ''x'', 1); RETURN 1; END';
        CREATE FUNCTION set_by_definition() RETURNS int LANGUAGE sql SET default_transaction_read_only = off AS 'INSERT INTO orders VALUES (1005, ''x'', 1) RETURNING id';
        CREATE FUNCTION makes_table() RETURNS void LANGUAGE plpgsql AS 'BEGIN CREATE TABLE sneaked (n int); END';
        CREATE FUNCTION makes_temp() RETURNS void LANGUAGE plpgsql AS 'BEGIN CREATE TEMP TABLE sneaked (n int); INSERT INTO sneaked VALUES (1); END';
        CREATE FUNCTION commits() RETURNS void LANGUAGE plpgsql AS 'BEGIN COMMIT; END';
        CREATE FUNCTION ends_and_writes() RETURNS void LANGUAGE plpgsql AS 'BEGIN EXECUTE ''COMMIT''; INSERT INTO orders VALUES (1006, ''x'', 1); END';
        CREATE FUNCTION draws_ticket() RETURNS bigint LANGUAGE plpgsql AS 'BEGIN PERFORM set_config(''transaction_read_only'', NULL, true); RETURN nextval(''tickets''); END';
        CREATE FUNCTION here() RETURNS text LANGUAGE sql AS $f$ SELECT 'host={{socket}} port={{port}} user=postgres dbname=postgres' $f$;
        CREATE FUNCTION by_dblink() RETURNS text LANGUAGE sql SECURITY DEFINER AS $f$ SELECT dblink_exec(here(), 'INSERT INTO loot VALUES (1)') $f$;
        CREATE FUNCTION adds_far() RETURNS int LANGUAGE sql AS 'INSERT INTO public.orders VALUES (1009, ''x'', 1) RETURNING id';
        CREATE VIEW writing_view AS SELECT adds_far() AS id;
        SELECT lo_from_bytea(4711, 'x'); GRANT SELECT ON LARGE OBJECT 4711 TO PUBLIC;
        CREATE VIEW ruled AS SELECT 1 AS n;
        CREATE RULE r AS ON INSERT TO ruled DO INSTEAD INSERT INTO orders VALUES (1007, 'x', 1);
        GRANT ALL ON writing_view, ruled TO PUBLIC;
        CREATE TABLE watched (n int);
        CREATE FUNCTION on_watched() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO orders VALUES (1008, ''x'', 1); RETURN NEW; END';
        CREATE TRIGGER t AFTER INSERT ON watched FOR EACH ROW EXECUTE FUNCTION on_watched();
        GRANT ALL ON watched TO PUBLIC;
        CREATE SERVER self FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '{{socket}}', port '{{port}}', dbname 'postgres');
        CREATE USER MAPPING FOR PUBLIC SERVER self OPTIONS (user 'postgres', password_required 'false');
        CREATE FOREIGN TABLE far_orders (id int, note text, total numeric) SERVER self OPTIONS (table_name 'orders');
        CREATE FOREIGN TABLE far_view (id int) SERVER self OPTIONS (table_name 'writing_view');
        CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
        CREATE FOREIGN TABLE by_program (line text) SERVER files OPTIONS (program 'echo ran | tee sneaked_by_program');
        GRANT ALL ON far_orders, far_view, by_program TO PUBLIC;
        """;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ReadOnlyTrick> All { get; } =
    [
        new("plain writes", "insert into orders values (100, 'x', 1)"),
        new("plain writes", "update orders set note = 'x'"),
        new("plain writes", "delete from orders"),
        new("plain writes", "truncate orders"),
        new("plain writes", "merge into orders o using (select 100 as id) s on o.id = s.id when not matched then insert values (100, 'x', 1)"),
        new("plain writes", "copy orders from stdin"),
        new("plain writes", "insert into ruled values (1)"),
        new("plain writes", "insert into watched values (1)"),
        new("writes inside a reading statement", "with w as (insert into orders values (100, 'x', 1) returning id) select * from w"),
        new("writes inside a reading statement", "with w as (delete from owned returning n) select * from w"),
        new("writes inside a reading statement", "with w as (update far_orders set note = 'x' returning id) table w"),
        new("writes inside a reading statement", "select * into sneaked from orders"),
        new("writes inside a reading statement", "select id from orders for update"),
        new("writes inside a reading statement", "select id from orders for key share"),
        new("writes inside a reading statement", "explain analyze insert into orders values (100, 'x', 1)"),
        new("writes inside a reading statement", "explain (analyze) update orders set note = 'x'"),
        new("writes inside a reading statement", "explain analyze with w as (delete from orders returning id) select * from w"),
        new("writes inside a reading statement", "explain analyze create table sneaked as select 1"),
        new("writes inside a reading statement", "explain analyze execute p"),
        new("writes inside a reading statement", "copy (with w as (delete from orders returning id) select * from w) to stdout"),
        new("writes inside a reading statement", "with w as (merge into orders o using (select 100 as id) s on o.id = s.id when not matched then insert values (100, 'x', 1) returning o.id) select * from w"),
        new("writes inside a reading statement", "copy (merge into orders o using (select 1 as id) s on o.id = s.id when matched then delete returning o.id) to stdout"),
        new("writes inside a reading statement", "with w as (update orders set note = 'x' returning old.note as was, new.note) select * from w"),
        new("writes inside a reading statement", "explain (analyze, serialize, memory) with w as (delete from orders returning id) select * from w"),
        new("writes inside a reading statement", "explain (generic_plan) delete from orders where id = 1"),
        new("functions that write", "select add_order()"),
        new("functions that write", "select * from orders where add_order() > 0"),
        new("functions that write", "select as_definer()"),
        new("functions that write", "select set_by_definition()"),
        new("functions that write", "select makes_table()"),
        new("functions that write", "select makes_temp()"),
        new("functions that write", "select * from writing_view"),
        new("functions that write", "select query_to_xml('insert into orders values (100, ''x'', 1)', true, true, '')"),
        new("functions that write", "select * from xmltable('/' passing query_to_xml('delete from orders returning id', true, true, '') columns x xml path '.')"),
        new("functions that write", "select * from json_table('[1]', '$[*]' columns (n int path '$.n' default add_order() on empty))"),
        new("functions that write", "select json_value(jsonb '{}', '$.n' returning int default add_order() on empty)"),
        new("functions that write", "call add_order_and_commit()"),
        new("functions that write", "do $$ begin insert into orders values (100, 'x', 1); end $$"),
        new("leaving the mode", "commit; insert into orders values (100, 'x', 1)"),
        new("leaving the mode", "select 1; commit; insert into orders values (100, 'x', 1)"),
        new("leaving the mode", "rollback; insert into orders values (100, 'x', 1)"),
        new("leaving the mode", "end; insert into orders values (100, 'x', 1)"),
        new("leaving the mode", "commit and chain"),
        new("leaving the mode", "begin; insert into orders values (100, 'x', 1); commit"),
        new("leaving the mode", "savepoint s"),
        new("leaving the mode", "set transaction read write"),
        new("leaving the mode", "set session characteristics as transaction read write"),
        new("leaving the mode", "set local transaction_read_only = off"),
        new("leaving the mode", "reset transaction_read_only"),
        new("leaving the mode", "reset all"),
        new("leaving the mode", "discard all"),
        new("leaving the mode", "select set_config('transaction_read_only', 'off', false)"),
        new("leaving the mode", "select set_config('transaction_read_only', 'off', true), add_order()"),
        new("leaving the mode", "select set_config('transaction_read_only', null, true), add_order()"),
        new("leaving the mode", "select set_config('default_transaction_read_only', 'off', false)"),
        new("leaving the mode", "update pg_settings set setting = 'off' where name = 'transaction_read_only'"),
        new("leaving the mode", "select lifts_itself()"),
        new("leaving the mode", "select resets_itself()"),
        new("leaving the mode", "select commits()"),
        new("leaving the mode", "select ends_and_writes()"),
        new("leaving the mode", "select set_config('role', 'postgres', true), add_order()"),
        new("leaving the mode", "set role postgres"),
        new("hiding the key word", "/* select */ commit"),
        new("hiding the key word", "-- select\ncommit"),
        new("hiding the key word", "-- select\rcommit"),
        new("hiding the key word", "/* select /* nested */ */ delete from orders"),
        new("hiding the key word", "select 1 /* ; */; /* ' */ delete from orders where 'x' = 'x'"),
        new("hiding the key word", "$$ select $$; insert into orders values (100, 'x', 1)"),
        new("hiding the key word", "E'\\'; insert into orders values (100, 'x', 1) --'"),
        new("hiding the key word", "select U&'\\0027; delete from orders; --'"),
        new("hiding the key word", "\u200Bdelete from orders"),
        new("hiding the key word", "sel\u200Bect add_order()"),
        new("hiding the key word", "\uFEFFselect 1; \uFEFFdelete from orders"),
        new("hiding the key word", "select\u00A01; delete from orders"),
        new("hiding the key word", "U&\"\\0064elete\" from orders"),
        new("hiding the key word", "(delete from orders returning id)"),
        new("hiding the key word", "((with w as (delete from orders returning id) select * from w))"),
        new("hiding the key word", "'select'"),
        new("prepared and held", "prepare p as insert into orders values (100, 'x', 1)"),
        new("prepared and held", "execute p"),
        new("prepared and held", "prepare transaction 'x'"),
        new("prepared and held", "declare c cursor with hold for select add_order()"),
        new("definitions", "create table sneaked (n int)"),
        new("definitions", "create temp table sneaked (n int)"),
        new("definitions", "create unlogged table sneaked as select 1"),
        new("definitions", "create function sneaked() returns int language sql as 'select 1'"),
        new("definitions", "create event trigger sneaked on ddl_command_start execute function on_watched()"),
        new("definitions", "create extension hstore"),
        new("definitions", "alter table orders add column sneaked int"),
        new("definitions", "alter system set work_mem = '8MB'"),
        new("definitions", "alter role app_user set default_transaction_read_only = off"),
        new("definitions", "drop table orders"),
        new("definitions", "grant all on orders to public"),
        new("definitions", "create role sneaked"),
        new("definitions", "comment on table orders is 'sneaked'"),
        new("definitions", "security label on table orders is 'x'"),
        new("definitions", "import foreign schema x from server self into public"),
        new("definitions", "refresh materialized view x"),
        new("upkeep", "vacuum orders"),
        new("upkeep", "analyze orders"),
        new("upkeep", "cluster orders"),
        new("upkeep", "reindex table orders"),
        new("upkeep", "lock table orders"),
        new("upkeep", "checkpoint"),
        new("upkeep", "load 'x'"),
        new("statistics", "select pg_restore_relation_stats('schemaname', 'public', 'relname', 'owned', 'relpages', 4711, 'reltuples', 4711::real)"),
        new("statistics", "select pg_restore_attribute_stats('schemaname', 'public', 'relname', 'owned', 'attname', 'n', 'inherited', false, 'null_frac', 0.5::real)"),
        new("statistics", "select pg_clear_relation_stats('public', 'owned')"),
        new("statistics", "select pg_clear_attribute_stats('public', 'owned', 'n', false)"),
        new("sequences", "select nextval('tickets')"),
        new("sequences", "select setval('tickets', 99)"),
        new("sequences", "select draws_ticket()", "the sequence stays moved (15 and earlier)", "a role without USAGE on the sequence"),
        new("large objects", "select lo_create(0)"),
        new("large objects", "select lo_from_bytea(0, 'x')"),
        new("large objects", "select lo_import('/etc/hostname')"),
        new("large objects", "select lo_unlink(4711)"),
        new("large objects", "select lo_export(4711, 'sneaked_export')", "the file on the server", Superuser),
        new("files and programs", "copy orders to '/tmp/sneaked'"),
        new("files and programs", "copy orders to program 'cat > /tmp/sneaked'"),
        new("files and programs", "copy orders from program 'echo 100'"),
        new("files and programs", "select length(pg_read_file('postgresql.conf')) > 0", "nothing changes, but a file of the server is read", Superuser),
        new("files and programs", "select count(*) from pg_ls_dir('.')", "nothing changes, but a folder of the server is read", Superuser),
        new("files and programs", "table by_program", "what the program did", "whoever made the foreign table must not give it away"),
        new("other connections", "select dblink_exec(here(), 'insert into loot values (1)')", "what the second session did", "dblink asks others for a password"),
        new("other connections", "select by_dblink()", "what the second session did", "whoever made the function must not give it away"),
        new("other connections", "select * from far_view"),
        new("other connections", "select dblink_connect('held', here())", "the second session, until this one ends", "dblink asks others for a password"),
        new("other sessions", "select count(pg_cancel_backend(pid)) from pg_stat_activity where application_name = 'victim'", "the other session's statement is stopped", "another role for the session; pg_signal_backend"),
        new("other sessions", "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'victim'", "the other session is gone", "another role for the session; pg_signal_backend"),
        new("other sessions", "select pg_advisory_lock(42)", "the lock, until the connection closes", "none: any role may"),
        new("other sessions", "select pg_notify('x', 'sneaked')"),
        new("other sessions", "notify x"),
        new("other sessions", "listen x"),
        new("other sessions", "select count(*) from pg_export_snapshot()"),
        new("the server", "select pg_reload_conf()", "the server reads its settings again", Superuser),
        new("the server", "select pg_rotate_logfile()", "the server begins a new log", Superuser),
        new("the server", "select pg_stat_reset()", "counters begin at zero", Superuser),
        new("the server", "select pg_stat_reset_shared('bgwriter')", "counters begin at zero", Superuser),
        new("the server", "select pg_stat_reset_shared()", "counters begin at zero", Superuser),
        new("the server", "select pg_stat_reset_slru()", "counters begin at zero", Superuser),
        new("the server", "select pg_stat_reset_backend_stats(pg_backend_pid())", "counters begin at zero", Superuser),
        new("the server", "select buffers_evicted >= 0 from pg_buffercache_evict_all()", "pages leave the memory, which is slow for a while", Superuser),
        new("the server", "select pg_switch_wal() is not null", "a new WAL file begins", Superuser),
        new("the server", "select pg_create_restore_point('sneaked') is not null", "a record in the WAL", Superuser),
        new("the server", "select pg_log_standby_snapshot() is not null", "a record in the WAL", Superuser),
        new("the server", "select pg_sync_replication_slots()", "slots like those of the primary", "REPLICATION, which the role lacks"),
        new("the server", "select pg_logical_emit_message(false, 'sneaked', 'x') is not null", "a record in the WAL", "none: any role may; it changes no data"),
        new("the server", "select pg_create_physical_replication_slot('sneaked')", "the slot", "REPLICATION, which the role lacks"),
        new("the server", "select pg_create_logical_replication_slot('sneaked', 'test_decoding')", "the slot", "REPLICATION, which the role lacks"),
        new("the server", "select pg_promote()", "a standby is promoted", Superuser),
        new("the server", "select pg_sleep(0.01), pg_current_xact_id() is not null"),
        new("size", "select 1 " + new string('-', 2) + new string('x', 200_000) + "\n; delete from orders"),
        new("size", string.Concat(Enumerable.Repeat("select 1;", 300)) + "delete from orders"),
        new("size", new string('(', 500) + "delete from orders" + new string(')', 500)),
        new("psql's own", "select 1 \\; delete from orders"),
        new("psql's own", "\\! touch /tmp/sneaked"),
        new("psql's own", "\\copy orders from '/etc/hostname'"),
    ];

    /// <summary>As it stands in the table: one line, invisible characters spelled out, long ones shortened.</summary>
    public string Shown
    {
        get
        {
            var text = Sql.Replace("\u200B", "⟨U+200B⟩").Replace("\uFEFF", "⟨U+FEFF⟩").Replace("\u00A0", "⟨U+00A0⟩").Replace("\r", "⟨CR⟩").Replace("\n", "⟨LF⟩").Replace("|", "\\|");
            return text.Length <= 150 ? text : $"{text[..70]} … {text[^40..]} ({Sql.Length:N0} characters)";
        }
    }
}
