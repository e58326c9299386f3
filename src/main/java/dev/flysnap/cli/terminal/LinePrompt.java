package dev.flysnap.cli.terminal;

import java.util.Optional;

/** Somebody at a terminal who can be asked. */
@FunctionalInterface
public interface LinePrompt {
    /** The answer, one line; empty at the end of the input. */
    Optional<String> answer(String question);
}
