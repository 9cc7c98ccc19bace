-- Since when it counts (from PostgreSQL 14 on) and how often it had to forget the least used.
SELECT stats_reset, dealloc FROM SCHEMA.pg_stat_statements_info
