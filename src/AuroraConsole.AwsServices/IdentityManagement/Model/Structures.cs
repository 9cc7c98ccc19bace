namespace Amazon.IdentityManagement.Model;

/// <summary>Structure <see href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ContextEntry.html"/></summary>
public class ContextEntry
{
    public string? ContextKeyName { get; set; }
    public List<string>? ContextKeyValues { get; set; }
    public ContextKeyTypeEnum? ContextKeyType { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html"/></summary>
public class EvaluationResult
{
    public string? EvalActionName { get; set; }
    public string? EvalResourceName { get; set; }
    public PolicyEvaluationDecisionType? EvalDecision { get; set; }
    public List<Statement>? MatchedStatements { get; set; }
    public List<string>? MissingContextValues { get; set; }
    public OrganizationsDecisionDetail? OrganizationsDecisionDetail { get; set; }
    public PermissionsBoundaryDecisionDetail? PermissionsBoundaryDecisionDetail { get; set; }
    public List<ResourceSpecificResult>? ResourceSpecificResults { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_OrganizationsDecisionDetail.html"/></summary>
public class OrganizationsDecisionDetail
{
    public bool? AllowedByOrganizations { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_PermissionsBoundaryDecisionDetail.html"/></summary>
public class PermissionsBoundaryDecisionDetail
{
    public bool? AllowedByPermissionsBoundary { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_Position.html"/></summary>
public class Position
{
    public int? Line { get; set; }
    public int? Column { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResourceSpecificResult.html"/></summary>
public class ResourceSpecificResult
{
    public string? EvalResourceName { get; set; }
    public PolicyEvaluationDecisionType? EvalResourceDecision { get; set; }
    public List<Statement>? MatchedStatements { get; set; }
    public List<string>? MissingContextValues { get; set; }
    public PermissionsBoundaryDecisionDetail? PermissionsBoundaryDecisionDetail { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_Statement.html"/></summary>
public class Statement
{
    public string? SourcePolicyId { get; set; }
    public PolicySourceType? SourcePolicyType { get; set; }
    public Position? StartPosition { get; set; }
    public Position? EndPosition { get; set; }
}
