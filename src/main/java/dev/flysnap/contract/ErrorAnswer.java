package dev.flysnap.contract;

import java.util.Optional;

/** What comes with every status from 400 on. */
public record ErrorAnswer(Detail error) {

    /**
     * @param code one of {@link HookCodes}
     * @param message what happened, for a person
     * @param next what to do about it
     * @param intact false when a hold had run out before it was ended
     * @param heldMs how long writers had been off, where a hold is concerned
     */
    public record Detail(
            String code,
            String message,
            Optional<String> next,
            Optional<Boolean> intact,
            Optional<Long> heldMs) {}

    /** An error that concerns no hold. */
    public static ErrorAnswer of(String code, String message, String next) {
        return new ErrorAnswer(
                new Detail(code, message, Optional.of(next), Optional.empty(), Optional.empty()));
    }

    /** A hold that had run out by itself after {@code heldMs}. */
    public static ErrorAnswer lapsed(String code, String message, String next, long heldMs) {
        return new ErrorAnswer(
                new Detail(
                        code, message, Optional.of(next), Optional.of(false), Optional.of(heldMs)));
    }
}
