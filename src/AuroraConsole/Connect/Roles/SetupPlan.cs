using System.Text;
using AuroraConsole.Shared;

namespace AuroraConsole.Connect.Roles;

/// <summary>What a login may do in the schema.</summary>
public enum SchemaAccess
{
    /// <summary>Read rows.</summary>
    ReadOnly,

    /// <summary>Read and change rows, not tables.</summary>
    ReadWrite,

    /// <summary>Create and change tables, as the owner: migrations.</summary>
    Owner,
}

/// <summary>A role that logs in by token.</summary>
/// <param name="Name">Case counts, here and in the policy.</param>
/// <param name="Access">What it may do.</param>
public sealed record SetupLogin(string Name, SchemaAccess Access);

/// <summary>
/// A database with one schema and three roles that hold its privileges and never log in: an owner, a read-write and a read-only role;
/// and the roles that log in, each a member of one of them.
/// </summary>
/// <param name="Database">The database.</param>
/// <param name="CreateDatabase">Whether it is to be created.</param>
/// <param name="Schema">The schema, created.</param>
/// <param name="Owner">Owns the schema and what migrations create in it.</param>
/// <param name="ReadWrite">Changes rows.</param>
/// <param name="ReadOnly">Reads rows.</param>
/// <param name="Logins">Who logs in.</param>
/// <param name="RevokePublic">Takes CONNECT from everybody else.</param>
/// <param name="UseExisting">Roles, schema and database that exist are used and granted to, instead of refused.</param>
public sealed record SetupPlan(
    string Database, bool CreateDatabase, string Schema, string Owner, string ReadWrite, string ReadOnly, IReadOnlyList<SetupLogin> Logins, bool RevokePublic, bool UseExisting)
{
    private const int MostLogins = 20;

    /// <summary>The three that hold privileges, then those that log in.</summary>
    public IReadOnlyList<string> Roles => [Owner, ReadWrite, ReadOnly, .. Logins.Select(login => login.Name)];

    /// <summary>The role that a login is a member of.</summary>
    public string GroupOf(SchemaAccess access) => access switch { SchemaAccess.Owner => Owner, SchemaAccess.ReadWrite => ReadWrite, _ => ReadOnly };

    /// <summary>What is wrong with a name; <c>null</c> when the server may be asked.</summary>
    public Problem? Check()
    {
        foreach (var (field, what, name) in Names())
        {
            if (CheckName(what, name, isRole: field is not ("database" or "schema")) is { } sentence)
                return new Problem(sentence, "InvalidName", Field: field);
        }

        if (Database is "template0" or "template1" or "rdsadmin" || (CreateDatabase && Database == "postgres"))
            return new Problem($"{Database} belongs to PostgreSQL or AWS. Choose another database.", "InvalidName", Field: "database");
        if (Roles.GroupBy(role => role).FirstOrDefault(same => same.Count() > 1) is { } twice)
            return new Problem($"{twice.Key} stands for two roles. Give each a name of its own.", "InvalidName", Field: Names().Last(named => named.Name == twice.Key).Field);
        return Logins.Count > MostLogins ? new Problem($"At most {MostLogins} logins at a time.", "TooMany", Field: "logins") : null;
    }

    private IEnumerable<(string Field, string What, string Name)> Names() =>
    [
        ("database", "The database", Database), ("schema", "The schema", Schema), ("owner", "The owner role", Owner), ("readwrite", "The read-write role", ReadWrite), ("readonly", "The read-only role", ReadOnly),
        .. Logins.Select((login, index) => ($"login-{index}", "A login role", login.Name)),
    ];

    private static string? CheckName(string what, string name, bool isRole) => name switch
    {
        "" => $"{what} needs a name.",
        _ when name.Any(char.IsControl) => $"{what} has a control character in its name, such as a line end. Check what was pasted.",
        _ when name != name.Trim() => $"{what} begins or ends with a space, which nobody could see later. Remove it.",
        _ when Encoding.UTF8.GetByteCount(name) > 63 => $"{what} has a name of {Encoding.UTF8.GetByteCount(name)} bytes; PostgreSQL cuts names at 63. Shorten it.",
        _ when name.StartsWith("pg_", StringComparison.Ordinal) => $"{what} begins with pg_, which PostgreSQL keeps for itself.",
        _ when isRole && (name == "rdsadmin" || name.StartsWith("rds_", StringComparison.Ordinal)) => $"{what} is named {name}: these names belong to AWS.",
        "public" or "none" when isRole => $"{what} cannot be named {name}: the word has a meaning of its own in GRANT.",
        _ => null,
    };
}

/// <summary>What was found before a setup.</summary>
/// <param name="Roles">Those of the plan's roles that exist, and whether they may log in.</param>
/// <param name="Database">Whether the plan's database exists.</param>
/// <param name="Schema">Whether its schema exists there.</param>
public sealed record SetupGround(IReadOnlyDictionary<string, bool> Roles, bool Database, bool Schema)
{
    /// <summary>Nothing of the plan is there; what is shown before anybody looked.</summary>
    public static SetupGround Fresh(SetupPlan plan) => new(new Dictionary<string, bool>(), !plan.CreateDatabase, false);

    /// <summary>Equal in content.</summary>
    public bool Same(SetupGround other) => Database == other.Database && Schema == other.Schema && Roles.Count == other.Roles.Count && !Roles.Except(other.Roles).Any();
}
