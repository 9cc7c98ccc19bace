-- Aurora's roles as far as a client can see them. Runs once, as rdsadmin, in the template.
CREATE ROLE rds_iam NOLOGIN;

CREATE ROLE rds_password NOLOGIN;

CREATE ROLE rds_superuser NOLOGIN;

GRANT pg_monitor, pg_signal_backend, rds_password TO rds_superuser WITH ADMIN OPTION;

CREATE ROLE postgres LOGIN CREATEDB CREATEROLE;

-- Without the admin option GRANT rds_iam fails on 16 and later.
GRANT rds_iam, rds_superuser, rds_password TO postgres WITH ADMIN OPTION;

ALTER DATABASE postgres OWNER TO postgres;

-- Owner of the template, so that schema public of a new database is its owner's.
ALTER DATABASE template1 OWNER TO postgres;

