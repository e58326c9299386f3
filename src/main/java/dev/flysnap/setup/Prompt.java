package dev.flysnap.setup;

import java.util.Optional;

/** Asks whoever sets flysnap up. */
@FunctionalInterface
public interface Prompt {
    /** Nobody is there to be asked. */
    Prompt NOBODY = question -> Optional.empty();

    /**
     * @return what was typed, without spaces around it; empty text for just Enter; nothing where
     *     nobody can be asked or the input has ended
     */
    Optional<String> ask(String question);
}
