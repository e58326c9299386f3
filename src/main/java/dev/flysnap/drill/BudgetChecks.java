package dev.flysnap.drill;

import dev.flysnap.time.DurationText;
import java.time.Duration;
import java.util.Optional;

/** Whether a drill has kept its budgets. Pure. */
final class BudgetChecks {
    static DrillCheck rto(Duration took, Duration budget) {
        return of("restored and verified within " + DurationText.of(budget), took, budget);
    }

    static DrillCheck rpo(Optional<DrillReport.Rpo> rpo, Duration budget) {
        String name = "newest data at most %s old".formatted(DurationText.of(budget));
        return rpo.map(it -> of(name, it.age(), budget))
                .orElseGet(() ->
                        new DrillCheck(
                                "budget",
                                name,
                                "unknown",
                                Optional.of("nobody knows how old the newest data is")));
    }

    private static DrillCheck of(String name, Duration found, Duration budget) {
        String seen = DurationText.of(found);
        return new DrillCheck(
                "budget",
                name,
                seen,
                found.compareTo(budget) > 0
                        ? Optional.of("%s, not within %s".formatted(seen, DurationText.of(budget)))
                        : Optional.empty());
    }

    private BudgetChecks() {}
}
