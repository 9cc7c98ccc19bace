-- Who may do what with relation $1; a star: and may grant it on. Column grants name their column.
SELECT 'grant' AS kind, coalesce(r.rolname::text, 'PUBLIC') AS name,
       string_agg(g.privilege || CASE WHEN g.grantable THEN '*' ELSE '' END, ', ' ORDER BY g.at, g.privilege) AS detail
FROM (
  SELECT 0 AS at, a.grantee, a.privilege_type AS privilege, a.is_grantable AS grantable
  FROM pg_class AS c, aclexplode(coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner))) AS a
  WHERE c.oid = $1
  UNION ALL
  SELECT t.attnum, a.grantee, format('%s (%I)', a.privilege_type, t.attname), a.is_grantable
  FROM pg_attribute AS t, aclexplode(t.attacl) AS a
  WHERE t.attrelid = $1 AND t.attnum > 0 AND NOT t.attisdropped
) AS g
LEFT JOIN pg_roles AS r ON r.oid = g.grantee
GROUP BY 2
ORDER BY 2
