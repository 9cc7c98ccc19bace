using Npgsql;

namespace AuroraConsole.Connect.Clients;

/// <summary>.NET with Npgsql.</summary>
internal static class DotNet
{
    public static ClientSnippet Snippet(LoginTarget target)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = target.Host,
            Port = target.Port,
            Database = target.Database,
            Username = target.Role,
            SslMode = SslMode.VerifyFull,
            ConnectionIdleLifetime = target.IdleSeconds,
        };
        if (!target.UsesSystemRoots)
            settings.RootCertificate = target.RootCert;
        return new("npgsql", "Code", ".NET, Npgsql",
        [
            new("npgsql", "Program.cs", "c#",
                $$"""
                using Amazon;
                using Amazon.RDS.Util;
                using Npgsql;

                var builder = new NpgsqlDataSourceBuilder(
                    {{Quoting.Literal(settings.ConnectionString)}});
                // Signed anew for every connection: no call to AWS.
                string Token() => RDSAuthTokenGenerator.GenerateAuthToken(
                    RegionEndpoint.GetBySystemName({{Quoting.Literal(target.Region)}}),
                    {{Quoting.Literal(target.Host)}},
                    {{target.Port}}, {{Quoting.Literal(target.Role)}});
                builder.UsePasswordProvider(
                    _ => Token(),
                    (_, _) => ValueTask.FromResult(Token()));
                await using var source = builder.Build();

                await using var command = source.CreateCommand(
                    "select current_user || '|' || current_database()");
                Console.WriteLine(await command.ExecuteScalarAsync());
                """,
                Install: "dotnet add package Npgsql; dotnet add package AWSSDK.RDS",
                Note: $"Never a token in the connection string: a pool that keeps one fails after 15 minutes. Idle connections close after {target.IdleSeconds} s, so that the cluster can pause."
                    + (target.Role == target.Role.Trim() ? "" : " RDSAuthTokenGenerator trims the role's name: this one, with a space at an end, cannot be signed with it.")),
        ]);
    }
}
