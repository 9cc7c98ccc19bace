using System.Security.Cryptography;
using System.Text;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Postgres;

/// <summary>What every server stands on: the programs, who runs them, the folders and the template.</summary>
internal sealed record FleetGround(PostgresBinaries Binaries, ServerUser User, FleetFolder Folder, PostgresTemplate Template) : IDisposable
{
    /// <summary>Finds or makes all of it.</summary>
    /// <exception cref="FleetException">Something is missing; the message says what to do.</exception>
    public static async Task<FleetGround> PrepareAsync(SandboxOptions options, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows()) throw new FleetException("The sandbox's databases need Linux or macOS: run it in WSL.");
        var user = ServerUser.Find();
        var folder = await FleetFolder.OpenAsync(options.DataPath, user, cancellationToken);
        PostgresTemplate? template = null;
        try
        {
            var binaries = await PostgresBinaries.FindAsync(options, user, new EmbeddedPostgres(folder.Beside("npm")), cancellationToken);
            template = new PostgresTemplate(binaries, user, folder);
            await template.PrepareAsync(cancellationToken);
            return new FleetGround(binaries, user, folder, template);
        }
        catch
        {
            template?.Dispose();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Starts the server on a cluster's data directory, with that many connections at most.</summary>
    /// <exception cref="FleetException">There is no data, another major version made it, or it did not start.</exception>
    public async Task<PostgresServer> StartAsync(string resourceId, int? connectionLimit, CancellationToken cancellationToken)
    {
        var data = Folder.Cluster(resourceId);
        var versionFile = Path.Combine(data, "PG_VERSION");
        if (!File.Exists(versionFile)) throw new FleetException($"The data of {resourceId} is not there: it was removed from {Folder.Root}.");
        var made = (await File.ReadAllTextAsync(versionFile, cancellationToken)).Trim();
        if (made != $"{Binaries.Major}")
            throw new FleetException($"The data of {resourceId} was made by PostgreSQL {made}, here is {Binaries.Major}: set Sandbox:PostgresBin to version {made}, or delete the sandbox's data path to begin anew.");
        // Eight characters stand for the id: a socket's path is at most 107 bytes long.
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(resourceId)))[..8];
        return await PostgresServer.StartAsync(Binaries, User, data, Path.Combine(Folder.Run, name), connectionLimit, cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Template.Dispose();
        Folder.Dispose();
    }
}
