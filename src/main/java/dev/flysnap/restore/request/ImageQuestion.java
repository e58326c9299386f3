package dev.flysnap.restore.request;

import java.util.Optional;

/** Asks a person which image is meant, when the snapshot's and the one that runs now differ. */
@FunctionalInterface
public interface ImageQuestion {
    /** Nobody is there to be asked. */
    ImageQuestion NOBODY = (ofSnapshot, current) -> Optional.empty();

    /** Empty when nobody answers. */
    Optional<ImageChoice> ask(String ofSnapshot, String current);
}
