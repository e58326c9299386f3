package dev.flysnap.restore.verify;

import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.sqlite.check.Expectation;
import java.util.List;
import java.util.Optional;

/**
 * What must be true of the data before the app may use it.
 *
 * @param drill by what a drill is judged besides; absent = it is none
 */
public record Checks(
        CheckDepth verify,
        List<Expectation> expectations,
        Optional<Boolean> allowEmpty,
        Optional<Boolean> evenIfBad,
        Optional<DrillBudgets> drill) {
    /** {@code quick_check}, and no queries. */
    public static final Checks DEFAULT = new Checks(CheckDepth.QUICK, List.of());

    public Checks {
        expectations = List.copyOf(expectations);
    }

    public Checks(
            CheckDepth verify,
            List<Expectation> expectations,
            Optional<Boolean> allowEmpty,
            Optional<Boolean> evenIfBad) {
        this(verify, expectations, allowEmpty, evenIfBad, Optional.empty());
    }

    public Checks(CheckDepth verify, List<Expectation> expectations, Optional<Boolean> allowEmpty) {
        this(verify, expectations, allowEmpty, Optional.empty());
    }

    public Checks(CheckDepth verify, List<Expectation> expectations) {
        this(verify, expectations, Optional.empty());
    }

    /**
     * Whether the data is used whatever is wrong with it; expectations must be met all the same.
     */
    public boolean acceptsBad() {
        return evenIfBad.orElse(false);
    }

    /** Whether a database may have no tables, or be much smaller than before. */
    public boolean acceptsEmpty() {
        return allowEmpty.orElse(false);
    }
}
