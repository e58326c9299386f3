package dev.flysnap.portable.bring;

import dev.flysnap.model.RunId;
import dev.flysnap.seal.ContentHash;
import java.util.Optional;

/**
 * What is known here of copies that were taken, wherever they lie now. Neither a manifest nor an
 * encryption says who made a copy: whoever can write to a store can put one there.
 */
@FunctionalInterface
public interface CopyOrigins {
    /** Nothing is known. */
    CopyOrigins UNKNOWN = _ -> Optional.empty();

    /** The stored bytes of the copy that a run took; empty where that run is not known. */
    Optional<ContentHash> storedBy(RunId run);
}
