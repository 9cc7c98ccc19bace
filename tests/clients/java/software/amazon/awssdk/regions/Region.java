package software.amazon.awssdk.regions;

/** Stands in for the AWS SDK's class of this name in tests of the console's snippet. */
public record Region(String id) {
    public static Region of(String id) { return new Region(id); }
}
