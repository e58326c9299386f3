package dev.flysnap.storage.s3;

import java.time.Duration;

/**
 * A small object that was read.
 *
 * @param age how long ago it was written; both times by the server's clock, so that it does not
 *     matter what time it is here
 */
public record S3Content(byte[] bytes, String etag, Duration age) {}
