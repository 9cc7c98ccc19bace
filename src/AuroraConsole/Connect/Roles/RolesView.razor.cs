using AuroraConsole.Access;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;
using Npgsql;

namespace AuroraConsole.Connect.Roles;

/// <summary>The roles of a cluster as they were when somebody asked for them, one of them in detail, and its policy.</summary>
public sealed partial class RolesView : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private RoleSnapshot? _snapshot;
    private Dictionary<string, IReadOnlyList<RoleWarning>> _warnings = [];
    private Problem? _problem;
    private string _database = "postgres";
    private string _asRole = "";
    private string _search = "";
    private string? _role;
    private bool _reading;
    private bool _repairAsked;
    private bool _repaired;

    /// <summary>From the address.</summary>
    [Parameter] public string? RoleAsked { get; set; }

    /// <summary>From the address.</summary>
    [Parameter] public string? DatabaseAsked { get; set; }

    /// <summary>From the address.</summary>
    [Parameter] public string? ViewAsked { get; set; }

    [CascadingParameter] private Cluster Cluster { get; set; } = default!;

    [CascadingParameter] private Actor Actor { get; set; } = Actor.Nobody;

    [Inject] private RoleReader Reader { get; set; } = default!;

    [Inject] private IamLogins Logins { get; set; } = default!;

    [Inject] private PageAddress Address { get; set; } = default!;

    private bool Off => _reading || !RendererInfo.IsInteractive;

    private IEnumerable<DatabaseRole> Shown => _snapshot?.Roles.Where(role => role.Name.Contains(_search, StringComparison.OrdinalIgnoreCase)) ?? [];

    private DatabaseRole? Selected => _snapshot?.Roles.FirstOrDefault(role => role.Name == _role) ?? _snapshot?.Roles.FirstOrDefault(role => role.Name.Equals(_role, StringComparison.OrdinalIgnoreCase));

    // A master without rds_iam is taken for a password login; nobody inside can mend that.
    private bool IsLockedOut => _problem?.Code == PostgresErrorCodes.InvalidPassword && _asRole == Cluster.MasterUser && Cluster.IsExpress;

    /// <inheritdoc />
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        _asRole = Cluster.MasterUser;
        _database = DatabaseAsked ?? Cluster.PreferredDatabase ?? "postgres";
    }

    /// <inheritdoc />
    protected override void OnParametersSet() => _role = RoleAsked;

    private async Task ReadAsync()
    {
        _reading = true;
        _problem = null;
        _repairAsked = _repaired = false;
        try
        {
            _snapshot = await Reader.ReadAsync(Actor, Cluster, _database, _asRole, _gone.Token);
            _warnings = _snapshot.Roles.ToDictionary(role => role.Name, role => RoleWarning.Of(role, _snapshot.Roles, Cluster, RoleAsked));
        }
        catch (ProblemException error)
        {
            _problem = error.Problem;
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
        finally
        {
            _reading = false;
        }
    }

    private async Task RepairAsync()
    {
        try
        {
            await Logins.RepairMasterAsync(Actor, Cluster, _gone.Token);
            _problem = null;
            _repaired = true;
        }
        catch (ProblemException error)
        {
            _problem = error.Problem;
        }
    }

    private void Choose(string role)
    {
        _role = role;
        if (_snapshot is not null && Selected is { } chosen)
            _warnings[chosen.Name] = RoleWarning.Of(chosen, _snapshot.Roles, Cluster, role);
        Address.Replace(("role", role.Length == 0 ? null : role));
    }

    private void ChooseDatabase(string database)
    {
        _database = database.Length == 0 ? "postgres" : database;
        Address.Replace(("database", _database));
    }

    private IReadOnlyList<RoleWarning> Warnings(DatabaseRole role) => _warnings.GetValueOrDefault(role.Name) ?? [];

    private StatusKind? Worst(DatabaseRole role) => Warnings(role) switch
    {
        var warnings when warnings.Any(warning => warning.Kind == StatusKind.Broken) => StatusKind.Broken,
        var warnings when warnings.Any(warning => warning.Kind == StatusKind.Attention) => StatusKind.Attention,
        _ => null,
    };

    private static string HowItLogsIn(DatabaseRole role) => role switch
    {
        { Name: "rdsadmin" } => "AWS only",
        { Login: false } => "not at all",
        { Iam: IamMembership.None } => "password",
        _ => "token",
    };

    private static string Owns(DatabaseRole role)
    {
        string[] parts =
        [
            .. role.Databases.Count switch { 0 => Array.Empty<string>(), <= 2 => [.. role.Databases.Select(name => $"database {name}")], var many => [$"{many} databases"] },
            .. role.Schemas.Count switch { 0 => Array.Empty<string>(), <= 2 => [.. role.Schemas.Select(name => $"schema {name}")], var many => [$"{many} schemas"] },
            .. role.Tables switch { 0 => Array.Empty<string>(), 1 => ["1 table"], var many => [$"{many:N0} tables"] },
        ];
        return string.Join(", ", parts);
    }

    private static string List(IReadOnlyList<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);
}
