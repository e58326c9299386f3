package dev.flysnap.sqlite.check;

import dev.flysnap.model.sqlite.CheckDepth;
import java.time.Duration;

/**
 * What to look at.
 *
 * @param foreignKeys neither check looks at foreign keys: this one does
 * @param limit a check that takes longer is ended and counts as failed
 */
public record VerificationRequest(CheckDepth check, boolean foreignKeys, Duration limit) {
    /** Longest list of problems that a verification gives. */
    public static final int MAX_PROBLEMS = 100;
}
