package dev.flysnap.restore.verify;

import dev.flysnap.sqlite.check.Expectation;
import java.util.List;
import java.util.Optional;

/** What must be true of the data before the app may use it. */
public record Checks(
        VerifyLevel verify, List<Expectation> expectations, Optional<Boolean> allowEmpty) {
    /** {@code quick_check}, and no queries. */
    public static final Checks DEFAULT = new Checks(VerifyLevel.QUICK, List.of());

    public Checks {
        expectations = List.copyOf(expectations);
    }

    public Checks(VerifyLevel verify, List<Expectation> expectations) {
        this(verify, expectations, Optional.empty());
    }

    /** Whether a database may have no tables, or be much smaller than before. */
    public boolean acceptsEmpty() {
        return allowEmpty.orElse(false);
    }
}
