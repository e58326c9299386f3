package dev.flysnap.doctor.checkup;

import dev.flysnap.doctor.checkup.Finding.Outcome;
import dev.flysnap.model.AppName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The result of all checks.
 *
 * @param findings in the order of the checks: an earlier error may be the cause of later ones
 */
public record Checkup(AppName app, List<Finding> findings) {
    public Checkup {
        findings = List.copyOf(findings);
    }

    /** The same, with further findings. */
    public Checkup with(List<Finding> more) {
        List<Finding> all = new ArrayList<>(findings);
        all.addAll(more);
        return new Checkup(app, all);
    }

    public boolean isWrong() {
        return findings.stream().anyMatch(it -> it.outcome() == Outcome.WRONG);
    }

    /** Whether that check was made and found nothing. */
    public boolean isFine(String check) {
        List<Finding> found = findings.stream().filter(it -> it.check().equals(check)).toList();
        return !found.isEmpty() && found.stream().allMatch(it -> it.outcome() == Outcome.FINE);
    }

    /** The one recommended next step. */
    public String next() {
        return first(Outcome.WRONG)
                .or(() -> first(Outcome.LEFT_OUT))
                .or(() -> first(Outcome.TO_DO))
                .map(Finding::next)
                .orElse("flysnap create " + app);
    }

    /** The first that says what to do. */
    private Optional<Finding> first(Outcome outcome) {
        return findings.stream()
                .filter(it -> it.outcome() == outcome && !it.next().isEmpty())
                .findFirst();
    }
}
