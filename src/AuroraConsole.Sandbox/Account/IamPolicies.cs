using System.Text;
using System.Text.Json;

namespace AuroraConsole.Sandbox.Account;

/// <summary>Users, roles and policies as data (<c>iam.json</c>, IAM's own grammar), re-read on change.</summary>
public sealed partial class IamPolicies
{
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly SandboxClock _clock;
    private readonly ILogger _logger;
    private (DateTime WrittenAt, long Length) _stamp;
    private IamDocument _document;

    /// <summary>Opens the file under the data path, made with the contract's three keys when it is not there.</summary>
    /// <exception cref="SandboxStartException">When the file cannot be read as IAM's grammar.</exception>
    public IamPolicies(string dataPath, int sessionTokenLength, SandboxClock clock, ILogger logger)
    {
        _path = Path.Combine(dataPath, "iam.json");
        _clock = clock;
        _logger = logger;
        _sessions = new RoleSessions(dataPath, sessionTokenLength);
        if (!File.Exists(_path))
            AccountFiles.Replace(_path, Encoding.UTF8.GetBytes(Serialize(FirstIamDocument.Create())));

        try
        {
            _stamp = StampOf(_path);
            _document = IamDocument.Parse(File.ReadAllText(_path));
        }
        catch (FormatException e)
        {
            throw new SandboxStartException($"{_path} is not a valid IAM document: {e.Message} Correct it, or delete it to get the first one back.", e);
        }
    }

    /// <summary>The document in force, as JSON.</summary>
    public string Json => Serialize(Current());

    /// <summary>The credential of an access key, or <c>null</c> for an unknown key.</summary>
    public IamCredential? Find(string accessKeyId)
    {
        foreach (var user in Current().Users)
        {
            if (user.AccessKeys.FirstOrDefault(k => k.AccessKeyId == accessKeyId) is { } key)
                return new IamCredential(key.SecretAccessKey, user.Arn, null, null);
        }

        return _sessions.Find(accessKeyId)?.Credential;
    }

    /// <summary>Whether the key's principal is allowed: an explicit deny wins, silence is a no.</summary>
    public bool IsAllowed(string accessKeyId, string action, string resource) =>
        Decide(accessKeyId, action, resource) == IamDecision.Allowed;

    /// <summary>The same with the kind of no.</summary>
    public IamDecision Decide(string accessKeyId, string action, string resource)
    {
        var principal = PrincipalOf(accessKeyId);
        return PolicyVerdict.On(principal, Request(principal, action, resource, [])).Decision;
    }

    /// <exception cref="AwsRefusalException">When the key's principal is not allowed; the sentence says by what.</exception>
    public void Demand(string accessKeyId, string action, string resource)
    {
        var decision = Decide(accessKeyId, action, resource);
        if (decision == IamDecision.Allowed)
            return;

        var why = decision == IamDecision.ExplicitlyDenied
            ? "with an explicit deny in an identity-based policy"
            : $"because no identity-based policy allows the {action} action";
        var where = resource == "*" ? "" : $" on resource: {resource}";
        throw new AwsRefusalException("AccessDenied", $"User: {Find(accessKeyId)?.PrincipalArn} is not authorized to perform: {action}{where} {why}", 403);
    }

    /// <summary>What the policies of a user, role or group would decide (IAM, <c>SimulatePrincipalPolicy</c>).</summary>
    /// <param name="principal">As <see cref="FindPrincipal"/> found it, with what the simulation adds.</param>
    /// <param name="action">Action.</param>
    /// <param name="resource">ARN or <c>*</c>.</param>
    /// <param name="context">Condition keys that take the place of, or come on top of, what a real request would have.</param>
    public PolicyVerdict Simulate(IamPrincipal principal, string action, string resource, IReadOnlyCollection<KeyValuePair<string, Texts>> context) =>
        PolicyVerdict.On(principal, Request(principal, action, resource, context));

    /// <summary>The user, role or group of an ARN, or <c>null</c>.</summary>
    public IamPrincipal? FindPrincipal(string arn)
    {
        var document = Current();
        return document.Users.Where(u => u.Arn == arn).Select(u => IamPrincipal.Of(document, u))
            .Concat(document.Roles.Where(r => r.Arn == arn).Select(r => IamPrincipal.Of(document, r)))
            .Concat(document.Groups.Where(g => g.Arn == arn).Select(g => IamPrincipal.Of(document, g)))
            .FirstOrDefault();
    }

    /// <summary>Puts another document in force and in the file.</summary>
    /// <exception cref="FormatException">When it is not IAM's grammar; nothing changed then.</exception>
    public void Replace(string json)
    {
        var document = IamDocument.Parse(json);
        lock (_lock)
        {
            AccountFiles.Replace(_path, Encoding.UTF8.GetBytes(json));
            _document = document;
            _stamp = StampOf(_path);
        }
    }

    private IamPrincipal PrincipalOf(string accessKeyId)
    {
        var document = Current();
        if (document.Users.FirstOrDefault(u => u.AccessKeys.Any(k => k.AccessKeyId == accessKeyId)) is { } user)
            return IamPrincipal.Of(document, user);
        return _sessions.Find(accessKeyId) is { } session && document.Roles.FirstOrDefault(r => r.RoleName == session.RoleName) is { } role
            ? IamPrincipal.Of(document, role) with { SessionPolicies = session.Policies, Context = new Dictionary<string, string> { ["aws:userid"] = session.UserId } }
            : IamPrincipal.None;
    }

    private PolicyRequest Request(IamPrincipal principal, string action, string resource, IEnumerable<KeyValuePair<string, Texts>> more)
    {
        var context = new Dictionary<string, Texts>(StringComparer.OrdinalIgnoreCase)
        {
            ["aws:PrincipalArn"] = One(principal.Arn),
            ["aws:PrincipalAccount"] = One(SandboxOptions.AccountId),
            ["aws:CurrentTime"] = One(_clock.GetUtcNow().ToString("O")),
            ["aws:SecureTransport"] = One(action.StartsWith("rds-db:", StringComparison.OrdinalIgnoreCase) ? "true" : "false"),
        };
        if (resource.Split(':') is [_, _, _, { Length: > 0 } region, ..])
            context["aws:RequestedRegion"] = One(region);
        foreach (var (key, value) in principal.Context)
            context[key] = One(value);
        foreach (var (key, values) in more)
            context[key] = values;
        return new PolicyRequest(action, resource, context);

        static Texts One(string value) => new([value]);
    }

    // A stat a call is cheaper than it looks (2 µs) and, unlike a watcher, never late.
    private IamDocument Current()
    {
        lock (_lock)
        {
            var stamp = StampOf(_path);
            if (stamp == _stamp)
                return _document;

            _stamp = stamp;
            try
            {
                _document = IamDocument.Parse(File.ReadAllText(_path));
                Log.Reread(_logger, _path);
            }
            catch (Exception e) when (e is FormatException or IOException)
            {
                Log.Unreadable(_logger, _path, e.Message);
            }

            return _document;
        }
    }

    private static (DateTime WrittenAt, long Length) StampOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    private static string Serialize(IamDocument document) => JsonSerializer.Serialize(document, IamJson.Options) + "\n";

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Path} was changed and read again.")]
        public static partial void Reread(ILogger logger, string path);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} was changed but is not a valid IAM document, so the last valid one stays in force: {Reason}")]
        public static partial void Unreadable(ILogger logger, string path, string reason);
    }
}

/// <summary>One access key.</summary>
/// <param name="SecretAccessKey">The secret that signs.</param>
/// <param name="PrincipalArn">Who it is: <c>arn:aws:iam::…:user/…</c> or <c>arn:aws:sts::…:assumed-role/ROLE/SESSION</c>.</param>
/// <param name="SessionToken">Must accompany every signature of a temporary credential; <c>null</c> for a user's key.</param>
/// <param name="ExpiresAt">End of a temporary credential.</param>
public sealed record IamCredential(string SecretAccessKey, string PrincipalArn, string? SessionToken, DateTimeOffset? ExpiresAt)
{
    /// <summary>Says who, never the secret.</summary>
    public override string ToString() => PrincipalArn;
}
