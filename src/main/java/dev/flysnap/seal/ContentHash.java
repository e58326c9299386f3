package dev.flysnap.seal;

/**
 * What went through a stream.
 *
 * @param sha256 in hex
 */
public record ContentHash(long bytes, String sha256) {}
