package dev.flysnap.contract;

import java.util.Optional;

/** The body of every answer with status 400 or above. */
public record ErrorAnswer(Detail error) {

    /**
     * @param code one of {@link HookCodes}
     * @param message what happened, for a person
     * @param next what to do about it
     * @param intact false when a hold had run out before it was ended
     * @param heldMs how long writers were held off, if the error is about a hold
     */
    public record Detail(
            String code,
            String message,
            Optional<String> next,
            Optional<Boolean> intact,
            Optional<Long> heldMs) {}

    /** An error that is not about a hold. */
    public static ErrorAnswer of(String code, String message, String next) {
        return new ErrorAnswer(
                new Detail(code, message, Optional.of(next), Optional.empty(), Optional.empty()));
    }

    /** A hold that had expired after {@code heldMs}. */
    public static ErrorAnswer lapsed(String code, String message, String next, long heldMs) {
        return new ErrorAnswer(
                new Detail(
                        code, message, Optional.of(next), Optional.of(false), Optional.of(heldMs)));
    }
}
