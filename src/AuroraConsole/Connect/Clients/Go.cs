namespace AuroraConsole.Connect.Clients;

/// <summary>Go with pgx.</summary>
internal static class Go
{
    public static ClientSnippet Snippet(LoginTarget target)
    {
        // Without sslrootcert pgx verifies against the system's store.
        var connInfo = $"host={Quoting.ConnInfo(target.Host)} port={target.Port} dbname={Quoting.ConnInfo(target.Database)} user={Quoting.ConnInfo(target.Role)} sslmode=verify-full"
            + (target.UsesSystemRoots ? "" : $" sslrootcert={Quoting.ConnInfo(target.RootCert)}");
        return new("go", "Code", "Go, pgx",
        [
            new("go", "main.go", "go",
                $$"""
                package main

                import (
                	"context"
                	"fmt"
                	"log"
                	"strings"
                	"time"

                	"github.com/aws/aws-sdk-go-v2/config"
                	"github.com/aws/aws-sdk-go-v2/feature/rds/auth"
                	"github.com/jackc/pgx/v5"
                	"github.com/jackc/pgx/v5/pgxpool"
                )

                func main() {
                	ctx := context.Background()
                	aws, err := config.LoadDefaultConfig(ctx)
                	if err != nil {
                		log.Fatal(err)
                	}
                	const endpoint = {{Quoting.Literal($"{target.Host}:{target.Port}")}}
                	settings, err := pgxpool.ParseConfig({{Quoting.Literal(connInfo)}})
                	if err != nil {
                		log.Fatal(err)
                	}
                	// Signed anew for every connection: no call to AWS.
                	settings.BeforeConnect = func(ctx context.Context, connection *pgx.ConnConfig) error {
                		token, err := auth.BuildAuthToken(ctx, endpoint, {{Quoting.Literal(target.Region)}}, connection.User, aws.Credentials)
                		// Express clusters want the slash that some versions
                		// of the SDK leave out (aws-sdk-go-v2#3365).
                		connection.Password = strings.Replace(token, endpoint+"?", endpoint+"/?", 1)
                		return err
                	}
                	settings.MaxConnIdleTime = {{target.IdleSeconds}} * time.Second
                	pool, err := pgxpool.NewWithConfig(ctx, settings)
                	if err != nil {
                		log.Fatal(err)
                	}
                	defer pool.Close()

                	var login string
                	err = pool.QueryRow(ctx, "select current_user || '|' || current_database()").Scan(&login)
                	if err != nil {
                		log.Fatal(err)
                	}
                	fmt.Println(login)
                }
                """,
                Install: "go get github.com/jackc/pgx/v5 github.com/aws/aws-sdk-go-v2/config github.com/aws/aws-sdk-go-v2/feature/rds/auth",
                Note: $"Idle connections close after {target.IdleSeconds} s, so that the cluster can pause; leave MinConns at 0."),
        ]);
    }
}
