package dev.flysnap.restore.inplace;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.request.CopySource;
import java.util.List;

/** The ways in which copies cannot be brought back in place. */
final class InPlaceProblems {
    static Problem noMachine(AppName app, VolumeId volume) {
        return failed(
                "in-place-no-machine",
                "No machine of %s has the volume %s.".formatted(app, volume),
                "The agent in the app's machine replaces the databases.",
                "Without --in-place a new volume and machine are made");
    }

    static Problem notStarted(AppName app, Machine machine) {
        return failed(
                "in-place-machine-stopped",
                "Machine %s of %s is %s.".formatted(machine.id(), app, machine.state()),
                "The agent in it replaces the databases, so it has to run.",
                "fly machine start %s --app %s; or without --in-place, to a new volume and machine"
                        .formatted(machine.id(), app));
    }

    static Problem unknownDatabase(AppName app, CopySource copy, List<String> known) {
        return failed(
                "in-place-database-unknown",
                "The agent of %s has no database %s for %s."
                        .formatted(app, copy.database(), copy.address()),
                "It has %s.".formatted(String.join(", ", known)),
                "Say which one it is to replace: --db NAME");
    }

    static Problem twice(AppName app, String copies) {
        return new Problem(
                "in-place-database-twice",
                ExitCode.USAGE,
                "Two copies would replace the same database of %s: %s.".formatted(app, copies),
                "They are of one database, or --db says so.",
                "Name one copy of each database");
    }

    static Problem putBack(InPlacePlan plan, String why) {
        return new Problem(
                "in-place-put-back",
                ExitCode.CHECK_NOT_MET,
                "%s runs on its old data again: it did not come up with the new one."
                        .formatted(plan.app()),
                "The agent in machine %s says: %s.".formatted(plan.machine(), why),
                "Look at what the app said: fly logs --app %s".formatted(plan.app()));
    }

    static Problem undoPutBack(InPlacePlan plan, String why) {
        return new Problem(
                "in-place-undo-put-back",
                ExitCode.CHECK_NOT_MET,
                "%s runs on the data that %s brought: it did not come up with what was there before."
                        .formatted(plan.app(), plan.run()),
                "The agent in machine %s says: %s.".formatted(plan.machine(), why),
                "Look at what the app said: fly logs --app %s".formatted(plan.app()));
    }

    static Problem interrupted(InPlacePlan plan, InPlaceState state) {
        return new Problem(
                "run-interrupted",
                ExitCode.INTERRUPTED,
                "The in-place restore %s of %s was interrupted.".formatted(plan.run(), plan.app()),
                state.replacedAt().isPresent()
                        ? "The databases are replaced."
                        : "Whether the databases are replaced is known to the agent: it ends what it has begun, and replaces all of them or none.",
                "flysnap continue %s looks and does the rest; flysnap undo %s takes it back"
                        .formatted(plan.run(), plan.run()));
    }

    static Problem undone(InPlacePlan plan) {
        return failed(
                "in-place-undone",
                "%s is undone, and cannot be continued.".formatted(plan.run()),
                "%s runs on its old data.".formatted(plan.app()),
                "Start anew: flysnap restore COPY --app %s --in-place".formatted(plan.app()));
    }

    static Problem finished(InPlacePlan plan) {
        return failed(
                "in-place-finished",
                "%s cannot be undone any more.".formatted(plan.run()),
                "What it had replaced was deleted by finish.",
                "List what there is: flysnap list --app %s".formatted(plan.app()));
    }

    static Problem nothingReplaced(InPlacePlan plan) {
        return failed(
                "in-place-nothing-replaced",
                "%s has replaced nothing.".formatted(plan.run()),
                "There is nothing to delete.",
                "flysnap undo %s removes what it has sent".formatted(plan.run()));
    }

    static Problem writesWouldBeLost(InPlacePlan plan) {
        return new Problem(
                "in-place-writes-kept",
                ExitCode.USAGE,
                "Nothing was deleted: what is kept of %s has what the app wrote before the undo."
                        .formatted(plan.run()),
                "Nothing else has it.",
                "If that may be lost: flysnap finish %s --discard-writes".formatted(plan.run()));
    }

    static Problem ofAnotherVersion(RunId run) {
        return failed(
                "run-of-another-version",
                "%s cannot be read.".formatted(run),
                "Another version of flysnap wrote it.",
                "Use that version: flysnap --version");
    }

    private static Problem failed(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.FAILED, what, why, next);
    }

    static Problem setAside(InPlacePlan plan, boolean isUndone) {
        return new Problem(
                "in-place-set-aside",
                ExitCode.DONE,
                "What %s has %s is still in the machine."
                        .formatted(plan.run(), isUndone ? "kept of its undo" : "set aside"),
                "Only the agent there can delete it.",
                "Delete it: flysnap finish %s%s"
                        .formatted(plan.run(), isUndone ? " --discard-writes" : ""));
    }

    private InPlaceProblems() {}
}
