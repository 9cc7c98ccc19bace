using Npgsql;

namespace AuroraConsole.Sandbox.Postgres;

/// <summary>Snapshots given back, clones, and the master user's way in.</summary>
public sealed partial class PostgresFleet
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>Makes the data directory of a cluster from a snapshot's copy. One that is there already is kept.</summary>
    /// <exception cref="FleetException">The snapshot has no data.</exception>
    public async Task RestoreAsync(string snapshotId, string resourceId, CancellationToken cancellationToken)
    {
        var ground = await GroundAsync(cancellationToken);
        using var turn = await MemberOf(resourceId).EnterAsync(cancellationToken);
        await CopyAsync(ground, ground.Folder.Snapshot(snapshotId), ground.Folder.Cluster(resourceId), cancellationToken);
    }

    /// <summary>Makes the data directory of a cluster from another's as it is now; the other is stopped for as long as that takes.</summary>
    /// <exception cref="FleetException">The other has no data.</exception>
    public async Task CloneAsync(string sourceId, string resourceId, CancellationToken cancellationToken)
    {
        var ground = await GroundAsync(cancellationToken);
        using var turn = await MemberOf(resourceId).EnterAsync(cancellationToken);
        using var sourceTurn = await MemberOf(sourceId).EnterAsync(cancellationToken);
        var wasRunning = IsRunning(sourceId);
        await MemberOf(sourceId).StopAsync();
        await CopyAsync(ground, ground.Folder.Cluster(sourceId), ground.Folder.Cluster(resourceId), cancellationToken);
        if (wasRunning) await StartAsync(ground, sourceId, cancellationToken);
    }

    /// <summary>Removes a snapshot's copy. Deleting what is not there is nothing.</summary>
    public async Task DeleteSnapshotAsync(string snapshotId, CancellationToken cancellationToken)
    {
        var path = (await GroundAsync(cancellationToken)).Folder.Snapshot(snapshotId);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
    }

    /// <summary>Removes copies whose snapshot is not among <paramref name="known"/> (left by a kill).</summary>
    public async Task RemoveUnknownSnapshotsAsync(IReadOnlySet<string> known, CancellationToken cancellationToken)
    {
        var ground = await GroundAsync(cancellationToken);
        foreach (var path in Directory.EnumerateDirectories(Path.Combine(ground.Folder.Root, "snapshots")).Where(path => !known.Contains(Path.GetFileName(path))).ToList())
            Directory.Delete(path, recursive: true);
    }

    /// <summary>Lets the master user <c>postgres</c> in by a password, or (<c>null</c>) by IAM, with its grant of <c>rds_iam</c> repaired; returns when new logins see it.</summary>
    /// <param name="resourceId">A running cluster, or a paused one, which is woken.</param>
    /// <param name="verifier">PostgreSQL's SCRAM verifier of the password.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ChangeMasterAsync(string resourceId, string? verifier, CancellationToken cancellationToken)
    {
        using var use = await UseAsync(resourceId, cancellationToken) ?? throw new FleetException($"The database of {resourceId} is not running.");
        var server = use.Server;
        string asked;
        await using (var connection = await server.ConnectAsync("rdsadmin", "postgres", cancellationToken))
        {
            await using var clock = new NpgsqlCommand("SELECT clock_timestamp()::text", connection);
            asked = (string)(await clock.ExecuteScalarAsync(cancellationToken))!;
            await SetAsync(connection, "sandbox.verifier", verifier ?? "", cancellationToken);
            await SetAsync(connection, "sandbox.hba", PostgresTemplate.Rules(masterByPassword: verifier is not null), cancellationToken);
            await SqlScript.ExecuteAsync(connection, SqlScript.Text("ChangeMaster.sql"), cancellationToken);
        }

        // The reload is a signal to the server: a new session is the first that knows whether it came through.
        while (true)
        {
            await using var connection = await server.ConnectAsync("rdsadmin", "postgres", cancellationToken);
            await using var loaded = new NpgsqlCommand("SELECT pg_conf_load_time() > $1::timestamptz", connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = asked } } };
            if ((bool)(await loaded.ExecuteScalarAsync(cancellationToken))!) return;
            await Task.Delay(Poll, cancellationToken);
        }
    }

    private static async Task CopyAsync(FleetGround ground, string source, string target, CancellationToken cancellationToken)
    {
        if (Directory.Exists(target)) return;
        if (!Directory.Exists(source)) throw new FleetException("There is no data to copy: it was never made, or is gone.");
        await ground.Template.CopyAsync(source, target, cancellationToken);
        // Its log is another cluster's.
        foreach (var log in Directory.EnumerateFiles(target, "server.log*")) File.Delete(log);
    }

    private static async Task SetAsync(NpgsqlConnection connection, string name, string value, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT set_config($1, $2, false)", connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = name }, new NpgsqlParameter<string> { TypedValue = value } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
