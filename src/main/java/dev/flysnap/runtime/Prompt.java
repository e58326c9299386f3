package dev.flysnap.runtime;

import java.util.Optional;

/** Asks the user a question, where somebody can answer. */
@FunctionalInterface
public interface Prompt {
    /** Nobody can be asked, as in a script. */
    Prompt NOBODY = question -> Optional.empty();

    /**
     * @return the line that was typed, without surrounding spaces; an empty text if only Enter was
     *     pressed; absent if nobody can be asked or the input has ended
     */
    Optional<String> ask(String question);
}
