package dev.flysnap.portable.bring;

import dev.flysnap.model.RunId;
import dev.flysnap.portable.manifest.CopyManifest;
import java.util.Optional;

/**
 * What is known here of copies that were taken, wherever they lie now. Neither a manifest nor an
 * encryption says who made a copy: whoever can write to a store can put one there.
 */
@FunctionalInterface
public interface CopyOrigins {
    /** Nothing is known. */
    CopyOrigins UNKNOWN = _ -> Optional.empty();

    /** The manifest that a run wrote, whatever the store has; empty where that run is not known. */
    Optional<CopyManifest> writtenBy(RunId run);
}
