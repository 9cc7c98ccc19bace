using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AuroraConsole.Sandbox.Account;

/// <summary>One temporary credential.</summary>
/// <param name="AccessKeyId">Starts with <c>ASIA</c>.</param>
/// <param name="RoleId">The role's unique id, first half of <c>AssumedRoleId</c>.</param>
/// <param name="RoleName">The role whose policies count.</param>
/// <param name="Credential">What signs.</param>
public sealed record RoleSession(string AccessKeyId, string RoleId, string RoleName, IamCredential Credential)
{
    /// <summary>What the session was narrowed to; <c>null</c> when it was not.</summary>
    public IReadOnlyList<PolicyDocument>? Policies { get; init; }

    /// <summary><c>AROA…:SESSION</c>, STS's <c>AssumedRoleId</c> and <c>aws:userid</c>.</summary>
    [JsonIgnore]
    public string UserId => RoleId + ":" + Credential.PrincipalArn[(Credential.PrincipalArn.LastIndexOf('/') + 1)..];

    /// <summary>Says whose, never the secret.</summary>
    public override string ToString() => $"{AccessKeyId} of {RoleName}";
}

/// <summary>Temporary credentials that have not expired (<c>sessions.json</c>).</summary>
internal sealed class RoleSessions
{
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly int _tokenBytes;
    private volatile IReadOnlyDictionary<string, RoleSession> _sessions;

    public RoleSessions(string dataPath, int tokenLength)
    {
        // Three bytes are four characters.
        _tokenBytes = tokenLength / 4 * 3;
        _path = Path.Combine(dataPath, "sessions.json");
        _sessions = File.Exists(_path)
            ? JsonSerializer.Deserialize<List<RoleSession>>(File.ReadAllBytes(_path), IamJson.Options)!.ToDictionary(s => s.AccessKeyId)
            : new Dictionary<string, RoleSession>();
    }

    public RoleSession? Find(string accessKeyId) => _sessions.GetValueOrDefault(accessKeyId);

    public RoleSession Add(string roleName, string sessionName, DateTimeOffset now, TimeSpan duration, IReadOnlyList<PolicyDocument>? policies)
    {
        const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var session = new RoleSession(
            "ASIA" + RandomNumberGenerator.GetString(Letters, 16),
            "AROA" + Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(roleName)))[..17],
            roleName,
            new IamCredential(
                Convert.ToBase64String(RandomNumberGenerator.GetBytes(30)),
                $"arn:aws:sts::{SandboxOptions.AccountId}:assumed-role/{roleName}/{sessionName}",
                Convert.ToBase64String(RandomNumberGenerator.GetBytes(_tokenBytes)),
                now + duration))
        {
            Policies = policies,
        };
        lock (_lock)
        {
            var kept = _sessions.Values.Where(s => s.Credential.ExpiresAt > now - TimeSpan.FromHours(1)).Append(session).ToList();
            AccountFiles.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(kept, IamJson.Options));
            _sessions = kept.ToDictionary(s => s.AccessKeyId);
        }

        return session;
    }
}
