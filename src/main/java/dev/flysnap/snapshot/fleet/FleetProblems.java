package dev.flysnap.snapshot.fleet;

import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** The ways in which taking snapshots of several volumes fails. */
final class FleetProblems {
    private static final int MAX_NAMED = 5;

    static Problem failed(RunId run, List<FleetResult> failed, int all, ExitCode exit) {
        return new Problem(
                exit == ExitCode.PARTLY_DONE ? "fleet-partly-done" : "fleet-failed",
                exit,
                "%d of %d snapshots of %s failed: %s%s."
                        .formatted(
                                failed.size(),
                                all,
                                run,
                                failed.stream()
                                        .limit(MAX_NAMED)
                                        .map(FleetProblems::named)
                                        .collect(Collectors.joining(", ")),
                                failed.size() > MAX_NAMED ? " and others" : ""),
                exit == ExitCode.PARTLY_DONE
                        ? "Each is a run of its own; the others are done."
                        : "Each is a run of its own, and none is done.",
                failed.stream().anyMatch(FleetProblems::canBeTriedAgain)
                        ? "Try those again that failed, and leave the others: flysnap continue "
                                + run
                        : "Mend what is named there, and run flysnap create for it again");
    }

    /** Of which Fly has made none there is nothing to go on with: only a new create asks again. */
    private static boolean canBeTriedAgain(FleetResult failed) {
        return failed.run().isPresent()
                && failed.problem().filter(it -> it.code().equals("snapshot-coalesced")).isEmpty();
    }

    private static String named(FleetResult result) {
        return result.volume().map(VolumeId::value).orElse(result.app().value())
                + " ("
                + result.problem().map(Problem::code).orElse("")
                + ")";
    }

    /** Where it is one app, its own problem says it best. */
    static Problem nothingToDo(List<FleetPlan.Unmet> unmet) {
        if (unmet.size() == 1) {
            return unmet.getFirst().problem();
        }
        List<ExitCode> exits = unmet.stream().map(it -> it.problem().exit()).distinct().toList();
        return new Problem(
                "fleet-nothing-to-do",
                exits.size() == 1 ? exits.getFirst() : ExitCode.FAILED,
                "None of the apps has a volume that could be chosen: "
                        + unmet.stream()
                                .limit(MAX_NAMED)
                                .map(it -> it.app() + " (" + it.problem().code() + ")")
                                .collect(Collectors.joining(", "))
                        + (unmet.size() > MAX_NAMED ? " and others." : "."),
                unmet.getFirst().problem().what(),
                unmet.getFirst().problem().next());
    }

    private FleetProblems() {}
}
