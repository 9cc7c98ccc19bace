using System.Net;
using Amazon;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;

namespace AuroraConsole.Tests.AwsServices;

/// <summary>IAM: Query like RDS, but one host for each partition.</summary>
public class IdentityManagementTests
{
    const string Denied = """
        <SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
          <SimulatePrincipalPolicyResult>
            <IsTruncated>false</IsTruncated>
            <EvaluationResults><member>
              <EvalActionName>rds-db:connect</EvalActionName>
              <EvalResourceName>arn:aws:rds-db:us-east-1:000000000000:dbuser:cluster-ABC/app_user</EvalResourceName>
              <EvalDecision>explicitDeny</EvalDecision>
              <MatchedStatements><member>
                <SourcePolicyId>role_support_fence</SourcePolicyId><SourcePolicyType>IAM Policy</SourcePolicyType>
                <StartPosition><Line>3</Line><Column>17</Column></StartPosition><EndPosition><Line>9</Line><Column>6</Column></EndPosition>
              </member></MatchedStatements>
              <MissingContextValues><member>aws:SourceIp</member></MissingContextValues>
              <OrganizationsDecisionDetail><AllowedByOrganizations>true</AllowedByOrganizations></OrganizationsDecisionDetail>
              <EvalDecisionDetails/>
            </member></EvaluationResults>
          </SimulatePrincipalPolicyResult>
          <ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata>
        </SimulatePrincipalPolicyResponse>
        """;

    [Fact]
    public async Task A_simulation_is_a_form_signed_for_iam_in_the_partitions_first_region()
    {
        var http = new CapturingHttp(Answer.Ok(Denied));
        using var iam = new AmazonIdentityManagementServiceClient(new BasicAWSCredentials("AKIDEXAMPLE", "secret"), new AmazonIdentityManagementServiceConfig { RegionEndpoint = RegionEndpoint.EUWest3, HttpClientFactory = http });

        var answer = await iam.SimulatePrincipalPolicyAsync(new SimulatePrincipalPolicyRequest
        {
            PolicySourceArn = "arn:aws:iam::000000000000:role/support",
            ActionNames = ["rds-db:connect"],
            ResourceArns = ["arn:aws:rds-db:us-east-1:000000000000:dbuser:cluster-ABC/app_user"],
        });

        var request = Assert.Single(http.Requests);
        Assert.Equal("https://iam.amazonaws.com/", request.Url);
        Assert.Contains("/us-east-1/iam/aws4_request", request.Headers["Authorization"]);
        Assert.Equal(
        [
            "Action=SimulatePrincipalPolicy",
            "ActionNames.member.1=rds-db:connect",
            "PolicySourceArn=arn:aws:iam::000000000000:role/support",
            "ResourceArns.member.1=arn:aws:rds-db:us-east-1:000000000000:dbuser:cluster-ABC/app_user",
            "Version=2010-05-08",
        ], request.Form);
        var result = Assert.Single(answer.EvaluationResults!);
        Assert.Equal(PolicyEvaluationDecisionType.ExplicitDeny, result.EvalDecision);
        Assert.Equal(("role_support_fence", 3), (result.MatchedStatements![0].SourcePolicyId, result.MatchedStatements[0].StartPosition!.Line));
        Assert.Equal(["aws:SourceIp"], result.MissingContextValues);
        Assert.True(result.OrganizationsDecisionDetail!.AllowedByOrganizations);
        Assert.Equal("r-1", answer.ResponseMetadata.RequestId);
    }

    [Theory]
    [InlineData("ap-south-2", false, false, "iam.amazonaws.com")]
    [InlineData("us-west-2", true, false, "iam-fips.amazonaws.com")]
    [InlineData("eu-central-2", false, true, "iam.global.api.aws")]
    [InlineData("cn-northwest-1", false, false, "iam.cn-north-1.amazonaws.com.cn")]
    [InlineData("us-gov-east-1", false, false, "iam.us-gov.amazonaws.com")]
    [InlineData("us-gov-east-1", true, false, "iam.us-gov.amazonaws.com")]
    public void Every_partition_has_one_host(string region, bool fips, bool dualstack, string host)
    {
        var config = new AmazonIdentityManagementServiceConfig { RegionEndpoint = RegionEndpoint.GetBySystemName(region), UseFIPSEndpoint = fips, UseDualstackEndpoint = dualstack };

        Assert.Equal("https://" + host, config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(new SimulatePrincipalPolicyRequest())).URL);
        Assert.Equal(("IAM", "iam", "2010-05-08"), (((IClientConfig)config).ServiceId, config.AuthenticationServiceName, config.ServiceVersion));
    }

    [Fact]
    public async Task An_unknown_role_is_an_exception_of_its_own()
    {
        var http = new CapturingHttp(new Answer(HttpStatusCode.NotFound, "<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>The role with name x cannot be found.</Message></Error></ErrorResponse>"));
        using var iam = Clients.Iam(http);

        var error = await Assert.ThrowsAsync<NoSuchEntityException>(() => iam.SimulatePrincipalPolicyAsync(new SimulatePrincipalPolicyRequest()));

        Assert.Equal("NoSuchEntity", error.ErrorCode);
    }
}
