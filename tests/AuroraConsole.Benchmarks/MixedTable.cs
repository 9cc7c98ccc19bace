using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Benchmarks;

/// <summary>
/// A million rows of ten mixed columns, about 200 MB as text, in the demo cluster of a sandbox in this process. Made when it is first asked for.
/// Everyone reads it through the gateway by token, with TLS and <c>verify-full</c>.
/// </summary>
internal sealed class MixedTable : IAsyncDisposable
{
    public const int Rows = 1_000_000;
    public const string Select = "select * from mixed";

    /// <summary>A role with a password, for clients that know no tokens.</summary>
    public const string PasswordRole = "password_reader";

    // Scans begin at the first block, also after one that was stopped, so that everyone gets the same order.
    private const string Sql = $"""
        create table mixed as
        select n as id,
               (n::bigint * 7919 % 1000)::smallint as quantity,
               'customer ' || md5(n::text) as customer,
               (n::bigint * 104729 % 10000000 / 100.0)::numeric(12, 2) as amount,
               timestamptz '2026-01-01 00:00:00.25+00' + n * interval '13.000007 seconds' as placed_at,
               n % 3 = 0 as paid,
               md5('reference ' || n)::uuid as reference,
               jsonb_build_object('lines', n % 7, 'city', 'Zürich', 'tags', array['a', 'b']) as details,
               sqrt(n) as weight,
               case when n % 10 > 0 then 'note "' || n || '", as it was taken' end as note
        from generate_series(1, 1000000) as n;
        alter table mixed add primary key (id);
        create role {PasswordRole} login password '{PasswordRole}';
        grant select on mixed to app_user, {PasswordRole};
        alter role app_user set synchronize_seqscans = off;
        alter role {PasswordRole} set synchronize_seqscans = off;
        vacuum analyze mixed;
        """;

    private DemoSandbox? _sandbox;

    /// <summary>The sandbox, with the table in its demo cluster.</summary>
    public async Task<DemoSandbox> SandboxAsync()
    {
        if (_sandbox is not null) return _sandbox;
        _sandbox = await DemoSandbox.StartAsync();
        var socket = LibpqPrograms.Environment(_sandbox.SocketFolder, 5432, "postgres", "app");
        await LibpqPrograms.RunAsync(LibpqPrograms.Found("psql"), ["-Xq", "-v", "ON_ERROR_STOP=1", .. Sql.Split(';', StringSplitOptions.RemoveEmptyEntries).SelectMany(statement => new[] { "-c", statement })], socket);
        return _sandbox;
    }

    /// <summary>libpq's environment as <c>app_user</c>, with a fresh token.</summary>
    public static Dictionary<string, string> Libpq(DemoSandbox sandbox) =>
        LibpqPrograms.Environment("localhost", sandbox.Demo.Port, "app_user", "app", sandbox.Host.CaPath, DemoSandbox.Mint(sandbox.Demo, "app_user"));

    public async ValueTask DisposeAsync()
    {
        if (_sandbox is not null) await _sandbox.DisposeAsync();
    }
}
