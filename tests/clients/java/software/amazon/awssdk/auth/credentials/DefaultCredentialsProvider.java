package software.amazon.awssdk.auth.credentials;

/** Stands in for the AWS SDK's class of this name in tests of the console's snippet: the environment's key. */
public final class DefaultCredentialsProvider {
    public final String accessKeyId = System.getenv("AWS_ACCESS_KEY_ID");
    public final String secretAccessKey = System.getenv("AWS_SECRET_ACCESS_KEY");

    public static DefaultCredentialsProvider create() { return new DefaultCredentialsProvider(); }
}
