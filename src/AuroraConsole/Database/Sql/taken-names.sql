-- Which of the names $1 are roles, and whether each may log in.
SELECT rolname::text, rolcanlogin FROM pg_roles WHERE rolname = ANY ($1) ORDER BY 1
