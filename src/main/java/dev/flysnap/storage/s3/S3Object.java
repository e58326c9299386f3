package dev.flysnap.storage.s3;

import java.time.Instant;

/**
 * An object as the server lists it.
 *
 * @param name without the prefix of the address
 * @param etag changes whenever the object does
 * @param modifiedAt by the server's clock
 */
public record S3Object(String name, String etag, long bytes, Instant modifiedAt) {}
