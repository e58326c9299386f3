package dev.flysnap.storage.s3;

/** What has to be so when an object is written, as the server sees it. */
public sealed interface S3Condition {
    /** There is no object of that name. */
    record Absent() implements S3Condition {}

    /** It is this version. */
    record Version(String etag) implements S3Condition {}
}
