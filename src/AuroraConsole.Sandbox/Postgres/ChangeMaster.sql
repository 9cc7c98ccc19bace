-- Runs as rdsadmin. sandbox.verifier is the master user's SCRAM verifier, empty for IAM; sandbox.hba the rules that go with it.
DO $$
BEGIN
  IF current_setting('sandbox.verifier') = '' THEN
    GRANT rds_iam TO postgres WITH ADMIN OPTION;
  ELSE
    EXECUTE format('ALTER ROLE postgres PASSWORD %L', current_setting('sandbox.verifier'));
  END IF;
  EXECUTE format('COPY (SELECT line FROM unnest(string_to_array(%L, chr(10))) AS line) TO %L', current_setting('sandbox.hba'), current_setting('hba_file'));
  PERFORM pg_reload_conf();
END $$
