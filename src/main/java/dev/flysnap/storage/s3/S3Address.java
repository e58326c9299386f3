package dev.flysnap.storage.s3;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place in a bucket, such as {@code s3://backups/shop/}.
 *
 * @param prefix of all names, with a slash at its end; empty = the whole bucket
 */
public record S3Address(String bucket, String prefix) {
    public static final String SCHEME = "s3://";

    /** Source: AWS, "General purpose bucket naming rules". */
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    private static final Pattern PREFIX = Pattern.compile("(?:(?!\\.{1,2}/)[^/\\p{Cntrl}]+/)*");
    private static final int MAX_PREFIX = 500;

    /**
     * @throws IllegalArgumentException with a sentence for the user, if it cannot be one
     */
    public S3Address {
        if (!BUCKET.matcher(bucket).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" cannot be a bucket: 3 to 63 small letters, digits, dots and dashes"
                            .formatted(bucket));
        }
        if (!PREFIX.matcher(prefix).matches() || prefix.length() > MAX_PREFIX) {
            throw new IllegalArgumentException(
                    "\"%s\" cannot be a place in a bucket: folders with a slash at the end of each, at most %d characters"
                            .formatted(prefix, MAX_PREFIX));
        }
    }

    /**
     * The folder of {@code s3://bucket/folder/name}; what comes after its last slash is not looked
     * at.
     *
     * @param named the bucket where the text names none ({@code s3:///folder/}), as Fly's storage
     *     sets it in {@code BUCKET_NAME}
     * @throws IllegalArgumentException with a sentence for the user, if it cannot be one
     */
    public static S3Address parse(String text, Optional<String> named) {
        String rest = text.substring(SCHEME.length());
        int slash = rest.indexOf('/');
        String bucket = slash < 0 ? rest : rest.substring(0, slash);
        if (bucket.isEmpty()) {
            bucket =
                    named.orElseThrow(() ->
                            new IllegalArgumentException(
                                    "\"%s\" names no bucket, and BUCKET_NAME is not set: s3://BUCKET/FOLDER/"
                                            .formatted(text)));
        }
        return new S3Address(
                bucket, slash < 0 ? "" : rest.substring(slash + 1, rest.lastIndexOf('/') + 1));
    }

    /** The folder {@code name} in this one. */
    public S3Address folder(String name) {
        return new S3Address(bucket, prefix + name + "/");
    }

    @Override
    public String toString() {
        return SCHEME + bucket + "/" + prefix;
    }
}
