using Amazon.Runtime.CredentialManagement;
using AuroraConsole.Aws;

namespace AuroraConsole.Tests.Aws;

public sealed class CredentialSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("profiles-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("support", "Run `aws sso login --profile support`")]
    [InlineData("support-role", "Run `aws sso login --profile support`")]
    [InlineData("saml", "Renew the session of profile saml, start the console again, which reads it once")]
    [InlineData("keys", "Sign in to AWS again")]
    [InlineData("process", "Sign in to AWS again")]
    public void A_session_that_ended_is_renewed_where_it_came_from(string profile, string renewal)
    {
        var file = Path.Combine(_folder, "config");
        File.WriteAllText(file, """
            [sso-session corp]
            sso_region = us-east-1
            sso_start_url = https://example.awsapps.com/start
            [profile support]
            sso_session = corp
            sso_account_id = 111122223333
            sso_role_name = Support
            [profile support-role]
            source_profile = support
            role_arn = arn:aws:iam::111122223333:role/x
            [profile saml]
            aws_access_key_id = ASIAEXAMPLE
            aws_secret_access_key = secret
            aws_session_token = token
            [profile keys]
            aws_access_key_id = AKIAEXAMPLE
            aws_secret_access_key = secret
            [profile process]
            credential_process = true
            """);
        var chain = new CredentialProfileStoreChain(file);
        Assert.True(chain.TryGetProfile(profile, out var found));
        Assert.Equal(renewal, AwsCredentialSource.RenewalOf(chain, found));
    }
}
