package dev.flysnap.restore.request;

import java.util.Optional;

/** Asks the user which image to use, when the snapshot's and the current one differ. */
@FunctionalInterface
public interface ImageQuestion {
    /** Without a terminal. */
    ImageQuestion NOBODY = (ofSnapshot, current) -> Optional.empty();

    /** Where the app does not start, so that any image that can check the data will do. */
    ImageQuestion ANY = (ofSnapshot, current) -> Optional.of(new ImageChoice.Current());

    /** Empty if there is no answer. */
    Optional<ImageChoice> ask(String ofSnapshot, String current);
}
