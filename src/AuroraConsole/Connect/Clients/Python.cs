namespace AuroraConsole.Connect.Clients;

/// <summary>Python with psycopg 3, and with SQLAlchemy.</summary>
internal static class Python
{
    // psycopg_pool closes one idle connection in each max_idle, so the wait is shared out among all it may hold.
    private const int PoolSize = 4;

    public static ClientSnippet Snippet(LoginTarget target) => new("python", "Code", "Python",
    [
        new("python", "psycopg 3", "python",
            $$"""
            import boto3
            {{Import(target)}}import psycopg
            from psycopg_pool import ConnectionPool

            {{Token(target)}}

            class SignedConnection(psycopg.Connection):
                @classmethod
                def connect(cls, conninfo="", **settings):
                    return super().connect(conninfo, **settings, password=token())

            pool = ConnectionPool(
                connection_class=SignedConnection,
                kwargs=dict(
                    host={{Quoting.Literal(target.Host)}},
                    port={{target.Port}},
                    dbname={{Quoting.Literal(target.Database)}},
                    user={{Quoting.Literal(target.Role)}},
                    sslmode="verify-full",
                    sslrootcert={{Roots(target)}},
                ),
                # One unused connection closes every max_idle
                # seconds: all {{PoolSize}} are gone within {{target.IdleSeconds}}.
                min_size=0,
                max_size={{PoolSize}},
                max_idle={{target.IdleSeconds / (double)(PoolSize + 1)}},
                open=True,
            )

            with pool.connection() as connection:
                print(connection.execute(
                    "select current_user || '|' || current_database()"
                ).fetchone()[0])
            pool.close()
            """,
            Install: $"pip install 'psycopg[binary,pool]' boto3{(target.UsesSystemRoots ? " certifi" : "")}"),
        new("sqlalchemy", "SQLAlchemy", "python",
            $$"""
            import boto3
            {{Import(target)}}from sqlalchemy import create_engine, event, text
            from sqlalchemy.engine import URL
            from sqlalchemy.pool import NullPool

            {{Token(target)}}

            engine = create_engine(
                URL.create(
                    "postgresql+psycopg2",
                    username={{Quoting.Literal(target.Role)}},
                    host={{Quoting.Literal(target.Host)}},
                    port={{target.Port}},
                    database={{Quoting.Literal(target.Database)}},
                ),
                connect_args={
                    "sslmode": "verify-full",
                    "sslrootcert": {{Roots(target)}},
                },
                # Nothing stays open when idle; kept connections
                # would never let the cluster pause.
                poolclass=NullPool,
            )

            @event.listens_for(engine, "do_connect")
            def sign(dialect, record, arguments, settings):
                settings["password"] = token()

            with engine.connect() as connection:
                print(connection.execute(text(
                    "select current_user || '|' || current_database()"
                )).scalar())
            """,
            Install: $"pip install sqlalchemy psycopg2-binary boto3{(target.UsesSystemRoots ? " certifi" : "")}",
            Note: "For SQLAlchemy 1.4 and 2. With 2 and psycopg 3 write postgresql+psycopg. SQLAlchemy's own pools close nothing that is idle; for a cluster that never pauses leave poolclass out and set pool_recycle=600."),
    ],
    Note: target.UsesSystemRoots
        ? "The libpq inside psycopg[binary] and psycopg2-binary does not find the system's store; certifi's file is the same roots."
        : null);

    private static string Import(LoginTarget target) => target.UsesSystemRoots ? "import certifi\n" : "";

    private static string Roots(LoginTarget target) => target.UsesSystemRoots ? "certifi.where()" : Quoting.Literal(target.RootCert);

    private static string Token(LoginTarget target) =>
        $$"""
        rds = boto3.client("rds", region_name={{Quoting.Literal(target.Region)}})

        def token():
            # Signed anew for every connection: no call to AWS.
            return rds.generate_db_auth_token(
                {{Quoting.Literal(target.Host)}},
                {{target.Port}}, {{Quoting.Literal(target.Role)}})
        """;
}
