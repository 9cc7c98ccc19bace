namespace AuroraConsole.Connect.Clients;

/// <summary>Rust with SQLx.</summary>
internal static class Rust
{
    public static ClientSnippet Snippet(LoginTarget target) => new("rust", "Code", "Rust, SQLx",
    [
        new("rust", "main.rs", "rust",
            $$"""
            use std::{error::Error, time::Duration};

            use aws_config::{BehaviorVersion, Region, SdkConfig};
            use aws_sdk_rds::auth_token::{AuthTokenGenerator, Config};
            use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};

            type Failure = Box<dyn Error + Send + Sync>;

            async fn settings(aws: &SdkConfig) -> Result<PgConnectOptions, Failure> {
                let host = {{Quoting.RustLiteral(target.Host)}};
                let role = {{Quoting.RustLiteral(target.Role)}};
                let login = Config::builder().hostname(host).port({{target.Port}}).username(role).build()?;
                let token = AuthTokenGenerator::new(login).auth_token(aws).await?.to_string();
                Ok(PgConnectOptions::new_without_pgpass()
                    .host(host)
                    .port({{target.Port}})
                    .database({{Quoting.RustLiteral(target.Database)}})
                    .username(role)
                    .password(&token){{(target.UsesSystemRoots ? "" : $"\n        .ssl_root_cert({Quoting.RustLiteral(target.RootCert)})")}}
                    .ssl_mode(PgSslMode::VerifyFull))
            }

            #[tokio::main]
            async fn main() -> Result<(), Failure> {
                let aws = aws_config::defaults(BehaviorVersion::latest())
                    .region(Region::new({{Quoting.RustLiteral(target.Region)}}))
                    .load()
                    .await;
                let pool = PgPoolOptions::new()
                    .min_connections(0)
                    .idle_timeout(Duration::from_secs({{target.IdleSeconds}}))
                    .connect_lazy_with(settings(&aws).await?);

                // SQLx asks for no password at a connection: new ones get a token of at most ten minutes.
                let (signed, signer) = (pool.clone(), aws.clone());
                tokio::spawn(async move {
                    loop {
                        tokio::time::sleep(Duration::from_secs(600)).await;
                        match settings(&signer).await {
                            Ok(fresh) => signed.set_connect_options(fresh),
                            Err(error) => eprintln!("no new token: {error}"),
                        }
                    }
                });

                let login: String = sqlx::query_scalar("select current_user || '|' || current_database()")
                    .fetch_one(&pool)
                    .await?;
                println!("{login}");
                Ok(())
            }
            """,
            Install: "cargo add sqlx --features runtime-tokio,tls-native-tls,postgres; cargo add tokio --features full; cargo add aws-config aws-sdk-rds",
            Note: $"Idle connections close after {target.IdleSeconds} s, so that the cluster can pause."),
    ]);
}
