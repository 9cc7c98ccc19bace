-- Aurora's roles as far as a client can see them. Runs once, as rdsadmin, in the template.
CREATE ROLE rds_iam NOLOGIN;

CREATE ROLE rds_password NOLOGIN;

CREATE ROLE rds_superuser NOLOGIN;

GRANT pg_monitor, pg_signal_backend, rds_password TO rds_superuser WITH ADMIN OPTION;

CREATE ROLE postgres LOGIN CREATEDB CREATEROLE;

-- Without the admin option GRANT rds_iam fails on 16 and later.
GRANT rds_iam, rds_superuser, rds_password TO postgres WITH ADMIN OPTION;

-- Up to 15 a CREATEROLE role may grant itself any role that is no superuser: these three would run programs and read files
-- as the account the server runs as. From 16 on it takes the admin option, which nobody has.
DO $$
BEGIN
  IF current_setting('server_version_num')::int < 160000 THEN
    UPDATE pg_authid SET rolsuper = true
    WHERE rolname IN ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files');
  END IF;
END $$;

ALTER DATABASE postgres OWNER TO postgres;

-- Owner of the template, so that schema public of a new database is its owner's.
ALTER DATABASE template1 OWNER TO postgres;

