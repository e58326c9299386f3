package dev.flysnap.portable.store;

import java.time.Instant;

/**
 * An object in a store.
 *
 * @param modifiedAt by the store's clock
 */
public record StoredObject(ObjectName name, long bytes, Instant modifiedAt) {}
