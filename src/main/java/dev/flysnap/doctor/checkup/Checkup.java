package dev.flysnap.doctor.checkup;

import dev.flysnap.doctor.checkup.Finding.Outcome;
import dev.flysnap.model.AppName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How an app and flysnap stand.
 *
 * @param findings in the order in which they were looked at: what is wrong further up may be why
 *     things are wrong further down
 */
public record Checkup(AppName app, List<Finding> findings) {
    public Checkup {
        findings = List.copyOf(findings);
    }

    /** The same, with more. */
    public Checkup with(List<Finding> more) {
        List<Finding> all = new ArrayList<>(findings);
        all.addAll(more);
        return new Checkup(app, all);
    }

    public boolean isWrong() {
        return first(Outcome.WRONG).isPresent();
    }

    /** Whether that was looked at, and nothing was found. */
    public boolean isFine(String check) {
        List<Finding> about = findings.stream().filter(it -> it.check().equals(check)).toList();
        return !about.isEmpty() && about.stream().allMatch(it -> it.outcome() == Outcome.FINE);
    }

    /** The one thing to do next. */
    public String next() {
        return first(Outcome.WRONG)
                .or(() -> first(Outcome.LEFT_OUT).filter(it -> !it.next().isEmpty()))
                .or(() -> first(Outcome.TO_DO))
                .map(Finding::next)
                .orElse("flysnap create " + app);
    }

    private Optional<Finding> first(Outcome outcome) {
        return findings.stream().filter(it -> it.outcome() == outcome).findFirst();
    }
}
