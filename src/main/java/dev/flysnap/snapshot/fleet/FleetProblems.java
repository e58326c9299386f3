package dev.flysnap.snapshot.fleet;

import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.Count;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.problem.ShortList;
import java.util.List;

/** The ways in which taking snapshots of several volumes fails. */
final class FleetProblems {
    static Problem failed(RunId run, List<FleetResult> failed, int all, ExitCode exit) {
        boolean partly = exit == ExitCode.PARTLY_DONE;
        return new Problem(
                partly ? "fleet-partly-done" : "fleet-failed",
                exit,
                "%d of %s of %s failed: %s."
                        .formatted(
                                failed.size(),
                                Count.of(all, "snapshot"),
                                run,
                                ShortList.text(
                                        failed.stream().map(FleetProblems::describe).toList())),
                partly
                        ? "Each is a run of its own; the others are done."
                        : "Each is a run of its own, and none is done.",
                failed.stream().anyMatch(FleetProblems::canBeContinued)
                        ? "Try the failed ones again: flysnap continue " + run
                        : "Fix the causes, and run flysnap create for those volumes again");
    }

    /** Of one part: the process was asked to stop before its turn. */
    static Problem notBegun(RunId run, FleetPlan.Part part) {
        return new Problem(
                "interrupted",
                ExitCode.INTERRUPTED,
                "No snapshot of %s was requested.".formatted(part.volume().id()),
                "The run was asked to stop before its turn came.",
                "Take it with the others: flysnap continue " + run);
    }

    static Problem interrupted(RunId run, long done, int all) {
        return new Problem(
                "interrupted",
                ExitCode.INTERRUPTED,
                "Interrupted. %s".formatted(partsDone(done, all)),
                "The run was asked to stop: no further volume was begun, and writers were let go.",
                "Take the others: flysnap continue " + run);
    }

    static Problem leftInterrupted(RunId run, long done, int all) {
        return new Problem(
                "run-interrupted",
                ExitCode.INTERRUPTED,
                "The fleet %s was interrupted. %s".formatted(run, partsDone(done, all)),
                "The others were not begun, or their outcome is not known.",
                "Take the others: flysnap continue " + run);
    }

    private static String partsDone(long done, int all) {
        return "Of its snapshots %d of %d %s done.".formatted(done, all, done == 1 ? "is" : "are");
    }

    /** Where Fly accepted the request and made nothing, only a new create sends another one. */
    private static boolean canBeContinued(FleetResult failed) {
        return failed.run().isPresent()
                && failed.problem().filter(it -> it.code().equals("snapshot-coalesced")).isEmpty();
    }

    private static String describe(FleetResult result) {
        return "%s (%s)"
                .formatted(
                        result.volume().map(VolumeId::value).orElse(result.app().value()),
                        result.problem().map(Problem::code).orElse(""));
    }

    /** With a single app, its own problem says it best. */
    static Problem nothingToDo(List<FleetPlan.Unmet> unmet) {
        Problem first = unmet.getFirst().problem();
        if (unmet.size() == 1) {
            return first;
        }
        List<ExitCode> exits = unmet.stream().map(it -> it.problem().exit()).distinct().toList();
        return new Problem(
                "fleet-nothing-to-do",
                exits.size() == 1 ? exits.getFirst() : ExitCode.FAILED,
                "None of these apps has a volume that could be chosen: %s."
                        .formatted(
                                ShortList.text(
                                        unmet.stream()
                                                .map(present ->
                                                        "%s (%s)"
                                                                .formatted(
                                                                        present.app(),
                                                                        present.problem().code()))
                                                .toList())),
                first.what(),
                first.next());
    }

    private FleetProblems() {}
}
