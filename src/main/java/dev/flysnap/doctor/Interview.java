package dev.flysnap.doctor;

import java.util.Optional;

/** Asks whoever sets flysnap up. */
@FunctionalInterface
public interface Interview {
    /** Nobody is there to be asked. */
    Interview NOBODY = question -> Optional.empty();

    /**
     * @return what was typed, without spaces around it; empty text for just Enter; nothing where
     *     nobody can be asked or the input has ended
     */
    Optional<String> ask(String question);
}
