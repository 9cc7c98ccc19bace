package software.amazon.awssdk.services.rds;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Stands in for the AWS SDK's class of this name in tests of the console's snippet: presigns by Signature Version 4. */
public final class RdsUtilities {
    private Region region;
    private DefaultCredentialsProvider credentials;

    public static Builder builder() { return new Builder(); }

    public static final class Builder {
        private final RdsUtilities made = new RdsUtilities();

        public Builder region(Region region) { made.region = region; return this; }
        public Builder credentialsProvider(DefaultCredentialsProvider credentials) { made.credentials = credentials; return this; }
        public RdsUtilities build() { return made; }
    }

    public static final class Request {
        private String hostname;
        private int port;
        private String username;

        public Request hostname(String hostname) { this.hostname = hostname; return this; }
        public Request port(int port) { this.port = port; return this; }
        public Request username(String username) { this.username = username; return this; }
    }

    public String generateAuthenticationToken(Consumer<Request> fill) {
        var request = new Request();
        fill.accept(request);
        try {
            var stamp = ZonedDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'"));
            var day = stamp.substring(0, 8);
            var scope = day + "/" + region.id() + "/rds-db/aws4_request";
            var host = request.hostname + ":" + request.port;
            var query = "Action=connect&DBUser=" + encode(request.username) + "&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
                + encode(credentials.accessKeyId + "/" + scope) + "&X-Amz-Date=" + stamp + "&X-Amz-Expires=900&X-Amz-SignedHeaders=host";
            var canonical = "GET\n/\n" + query + "\nhost:" + host + "\n\nhost\n" + hash("");
            var key = ("AWS4" + credentials.secretAccessKey).getBytes(StandardCharsets.UTF_8);
            for (var part : new String[] { day, region.id(), "rds-db", "aws4_request" })
                key = mac(key, part);
            var signature = HexFormat.of().formatHex(mac(key, "AWS4-HMAC-SHA256\n" + stamp + "\n" + scope + "\n" + hash(canonical)));
            return host + "/?" + query + "&X-Amz-Signature=" + signature;
        } catch (GeneralSecurityException error) {
            throw new IllegalStateException(error);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    }

    private static String hash(String text) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] mac(byte[] key, String text) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
