package dev.flysnap.storage;

import java.time.Instant;

/**
 * An object as a store lists it.
 *
 * @param name without the prefix of the address
 * @param version changes whenever the object does
 * @param modifiedAt by the store's clock
 */
public record ListedObject(String name, String version, long bytes, Instant modifiedAt) {}
