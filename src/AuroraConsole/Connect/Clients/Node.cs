namespace AuroraConsole.Connect.Clients;

/// <summary>Node with node-postgres, alone and under Drizzle.</summary>
internal static class Node
{
    public static ClientSnippet Snippet(LoginTarget target) => new("node", "Code", "Node, Drizzle",
    [
        new("node", "db.mjs", "js",
            $"{Pool(target)}\n\nconst {{ rows }} = await pool.query(\"select current_user || '|' || current_database() as login\");\nconsole.log(rows[0].login);",
            Install: "npm install pg @aws-sdk/rds-signer",
            Note: $"pg calls the function for every connection. Idle connections close after {target.IdleSeconds} s, so that the cluster can pause."),
        new("drizzle", "The same under Drizzle", "js",
            "import { sql } from 'drizzle-orm';\nimport { drizzle } from 'drizzle-orm/node-postgres';\n"
            + $"{Pool(target)}\nconst db = drizzle({{ client: pool }});\n\nconst {{ rows }} = await db.execute(sql`select current_user || '|' || current_database() as login`);\nconsole.log(rows[0].login);",
            Install: "npm install drizzle-orm pg @aws-sdk/rds-signer"),
    ]);

    private static string Pool(LoginTarget target) =>
        (target.UsesSystemRoots ? "" : "import { readFileSync } from 'node:fs';\n")
        + $$"""
        import { Signer } from '@aws-sdk/rds-signer';
        import pg from 'pg';

        const signer = new Signer({
          region: {{Quoting.Literal(target.Region)}},
          hostname: {{Quoting.Literal(target.Host)}},
          port: {{target.Port}},
          username: {{Quoting.Literal(target.Role)}},
        });
        const pool = new pg.Pool({
          host: {{Quoting.Literal(target.Host)}},
          port: {{target.Port}},
          database: {{Quoting.Literal(target.Database)}},
          user: {{Quoting.Literal(target.Role)}},
          // Signed anew for every connection: no call to AWS.
          password: () => signer.getAuthToken(),
          ssl: {{(target.UsesSystemRoots ? "true" : $"{{ ca: readFileSync({Quoting.Literal(target.RootCert)}, 'utf8') }}")}},
          idleTimeoutMillis: {{target.IdleSeconds}}_000,
        });
        // Without it, a connection that breaks while idle ends the program.
        pool.on('error', error => console.error(error.message));
        """;
}
