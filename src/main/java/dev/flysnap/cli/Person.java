package dev.flysnap.cli;

import java.util.Optional;

/** Somebody at a terminal who can be asked. */
@FunctionalInterface
interface Person {
    /** The answer, one line; empty at the end of the input. */
    Optional<String> answer(String question);
}
