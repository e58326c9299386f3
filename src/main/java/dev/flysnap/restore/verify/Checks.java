package dev.flysnap.restore.verify;

import java.util.List;

/** What must be true of the data before the app may use it. */
public record Checks(VerifyLevel verify, List<Expectation> expectations) {
    /** {@code quick_check}, and no queries. */
    public static final Checks DEFAULT = new Checks(VerifyLevel.QUICK, List.of());

    public Checks {
        expectations = List.copyOf(expectations);
    }
}
