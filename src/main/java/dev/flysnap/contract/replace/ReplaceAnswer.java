package dev.flysnap.contract.replace;

import java.util.Optional;

/**
 * How far a replacement is. One that was refused, because of which nothing was touched, is answered
 * with its error instead.
 *
 * @param step what is being done, for a person
 * @param why the old databases were put back
 */
public record ReplaceAnswer(
        String attempt,
        Optional<String> machineId,
        State state,
        Optional<String> step,
        Optional<String> why) {
    /** How it stands. */
    public enum State {
        RUNNING,

        /** The app runs on the new databases, and the old ones are set aside. */
        DONE,

        /** The app runs on the old databases, as before. */
        PUT_BACK
    }
}
