package dev.flysnap.snapshot.fleet;

import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.util.List;
import java.util.Optional;

/** The results of a fleet's parts, in the order of its plan. */
public record FleetReport(RunId run, List<FleetResult> results) {
    public FleetReport {
        results = List.copyOf(results);
    }

    public List<FleetResult> failed() {
        return results.stream().filter(it -> !it.isDone()).toList();
    }

    /** How many requests are accepted, with the outcome still open. */
    public long accepted() {
        return results.stream().filter(it -> it.isDone() && it.receipt().isEmpty()).count();
    }

    /**
     * Empty where all is done; exit 130 where a part was interrupted, exit 3 where a part is, else
     * what the failed ones have in common.
     */
    public Optional<Problem> problem() {
        List<FleetResult> failed = failed();
        if (failed.isEmpty()) {
            return Optional.empty();
        }
        if (isInterrupted()) {
            long done = results.size() - failed.size() - accepted();
            return Optional.of(FleetProblems.interrupted(run, done, results.size()));
        }
        List<Problem> problems = failed.stream().flatMap(it -> it.problem().stream()).toList();
        return Optional.of(
                FleetProblems.failed(run, failed, results.size(), exit(problems, results.size())));
    }

    /** Whether a part was asked to stop, or not begun for that. */
    boolean isInterrupted() {
        return results.stream()
                .flatMap(it -> it.problem().stream())
                .anyMatch(it -> it.exit() == ExitCode.INTERRUPTED);
    }

    /** Exit 3 where some of them are fine, else what the failed ones have in common. */
    static ExitCode exit(List<Problem> failed, int of) {
        List<ExitCode> exits = failed.stream().map(Problem::exit).distinct().toList();
        return failed.size() < of
                ? ExitCode.PARTLY_DONE
                : exits.size() == 1 ? exits.getFirst() : ExitCode.FAILED;
    }
}
