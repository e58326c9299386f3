package dev.flysnap.sqlite.check;

import dev.flysnap.model.sqlite.CheckDepth;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What to look at.
 *
 * @param foreignKeys neither check looks at foreign keys: this one does
 * @param limit a check that takes longer is ended and counts as failed
 * @param wanted when it says no, the check is ended
 */
public record VerificationRequest(
        CheckDepth check, boolean foreignKeys, Duration limit, BooleanSupplier wanted) {
    /** Longest list of problems that a verification gives. */
    public static final int MAX_PROBLEMS = 100;

    /** Wanted to its end. */
    public VerificationRequest(CheckDepth check, boolean foreignKeys, Duration limit) {
        this(check, foreignKeys, limit, () -> true);
    }
}
