package dev.flysnap.restore.run;

import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.Milestone;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreState;
import dev.flysnap.restore.model.RestoreStep;
import java.util.Optional;

/**
 * How the app stands in the middle of a restore or move, and how it goes on, in words: from the
 * journal alone, so that it can be said at once, and without Fly.
 *
 * @param state everything that any process of the run has done
 * @param open the step that was begun, and may have happened
 */
record RestoreStanding(RestorePlan plan, RestoreState state, Optional<RestoreStep> open) {
    private static final String INTERRUPTED = "interrupted";

    /** What a machine does for the app. */
    private enum Work {
        SERVES,
        MAY_SERVE,
        RUNS_UNSEEN,
        MAY_RUN,
        RESTS,
        NONE
    }

    /** It never was, or the run has not come that far: nothing that serves the app was changed. */
    boolean isUntouched() {
        return !state.hasTouchedOld()
                && state.lacks(Milestone.COMMITTED)
                && !isOpen(RestoreStep.CordonOld.class);
    }

    /** The process was asked to stop, and has left everything as it was at that moment. */
    Problem interrupted() {
        return new Problem(
                INTERRUPTED,
                ExitCode.INTERRUPTED,
                "Interrupted. " + words(),
                "The run %s was asked to stop.".formatted(plan.run()),
                next());
    }

    /** The same, repeated by a later command: others may have changed the app since. */
    Problem leftInterrupted() {
        return new Problem(
                "run-interrupted",
                ExitCode.INTERRUPTED,
                "The %s %s was interrupted. When it stopped, it said: %s"
                        .formatted(kind(), plan.run(), words()),
                "It is neither finished nor undone.",
                next());
    }

    /** The process was asked to stop, and has removed what it had made. */
    Problem interruptedAndUndone() {
        return new Problem(
                INTERRUPTED,
                ExitCode.INTERRUPTED,
                "Interrupted. The app %s %s, and nothing of %s is left on Fly."
                        .formatted(
                                plan.app(),
                                isUntouched() ? "was not touched" : "serves as before",
                                plan.run()),
                "The run was asked to stop before its cutover.",
                "Run it again: " + plan.rerunCommand(plan.cutover()));
    }

    /** What the run had restored before was kept: only its cutover was asked to stop. */
    Problem interruptedBeforeCutover() {
        return new Problem(
                INTERRUPTED,
                ExitCode.INTERRUPTED,
                "Interrupted. " + words(),
                "The run %s was asked to stop before its cutover.".formatted(plan.run()),
                "Go on: flysnap continue %s --cutover; remove what was made: flysnap undo %s"
                        .formatted(plan.run(), plan.run()));
    }

    /** The run is done as before: only its undo or finish was asked to stop. */
    Problem interruptedBeforeItBegan() {
        return new Problem(
                INTERRUPTED,
                ExitCode.INTERRUPTED,
                "Interrupted. Nothing was changed. " + words(),
                "The command was asked to stop before its first change.",
                "The run %s is done, as before: flysnap runs show %s"
                        .formatted(plan.run(), plan.run()));
    }

    private String kind() {
        return plan.isMove() ? "move" : "restore";
    }

    private String next() {
        String forward = "flysnap continue " + plan.run();
        String back = "flysnap undo " + plan.run();
        if (state.isBeingUndone()) {
            return "Go on with the undo: " + back;
        }
        if (state.has(Milestone.FINISH_BEGUN)) {
            return "Go on: " + forward;
        }
        return isUntouched()
                ? "Go on: %s; remove what was made: %s".formatted(forward, back)
                : "Go on: %s; back: %s".formatted(forward, back);
    }

    String words() {
        if (isUntouched()) {
            return "The app %s was not touched.%s".formatted(plan.app(), made());
        }
        Work old = oldWork();
        Work replacement = newWork();
        if (old == Work.SERVES && replacement != Work.SERVES) {
            return "The app %s is up, on the old machine %s; %s."
                    .formatted(plan.app(), oldId(), newWords(replacement));
        }
        if (replacement == Work.SERVES) {
            return "The app %s is up, on the new machine %s; %s."
                    .formatted(
                            plan.app(),
                            state.machine().map(MachineId::value).orElse(""),
                            oldWords(old));
        }
        boolean mayServe = old == Work.MAY_SERVE || replacement == Work.MAY_SERVE;
        return "The app %s %s DOWN: %s, %s."
                .formatted(
                        plan.app(),
                        mayServe ? "may be" : "is",
                        oldWords(old),
                        newWords(replacement));
    }

    private String made() {
        if (state.volume().isEmpty() || state.has(Milestone.VOLUME_DELETED)) {
            return "";
        }
        VolumeId volume = state.volume().get();
        return state.machine()
                .filter(_ -> state.lacks(Milestone.MACHINE_DELETED))
                .map(it -> " Made so far: volume %s on machine %s.".formatted(volume, it))
                .orElse(" Made so far: volume %s.".formatted(volume));
    }

    private Work oldWork() {
        if (state.old().isEmpty() || state.has(Milestone.OLD_MACHINE_DELETED)) {
            return Work.NONE;
        }
        if (state.has(Milestone.OLD_UNCORDONED)) {
            return wasAtWork() ? Work.SERVES : Work.RESTS;
        }
        if (state.has(Milestone.OLD_STARTED_AGAIN)) {
            Work started =
                    isOpen(RestoreStep.UncordonOld.class) ? Work.MAY_SERVE : Work.RUNS_UNSEEN;
            return wasAtWork() ? started : Work.RESTS;
        }
        if (isOpen(RestoreStep.StartOld.class) || isOpen(RestoreStep.StopOld.class)) {
            return wasAtWork() ? Work.MAY_RUN : Work.RESTS;
        }
        if (state.has(Milestone.OLD_STOPPED) || !wasAtWork()) {
            return Work.RESTS;
        }
        if (state.hasTouchedOld()) {
            return Work.RUNS_UNSEEN;
        }
        return isOpen(RestoreStep.CordonOld.class) ? Work.MAY_SERVE : Work.SERVES;
    }

    /** A machine that did not run when the cutover began is not started by an undo either. */
    private boolean wasAtWork() {
        return state.old().map(Machine::state).filter(MachineState.STARTED::equals).isPresent();
    }

    private Work newWork() {
        if (state.machine().isEmpty() || state.has(Milestone.MACHINE_DELETED)) {
            return Work.NONE;
        }
        if (state.has(Milestone.NEW_STOPPED) || state.lacks(Milestone.COMMITTED)) {
            return Work.RESTS;
        }
        if (isOpen(RestoreStep.StopNew.class)) {
            return Work.MAY_RUN;
        }
        if (state.has(Milestone.NEW_CORDONED)) {
            return state.has(Milestone.NEW_STARTED) ? Work.RUNS_UNSEEN : Work.MAY_RUN;
        }
        if (state.has(Milestone.IN_SERVICE)) {
            return isOpen(RestoreStep.CordonNew.class) ? Work.MAY_SERVE : Work.SERVES;
        }
        if (state.has(Milestone.NEW_STARTED)) {
            return isOpen(RestoreStep.UncordonApp.class) ? Work.MAY_SERVE : Work.RUNS_UNSEEN;
        }
        return state.has(Milestone.NEW_UPDATED)
                        || isOpen(RestoreStep.UpdateToApp.class)
                        || isOpen(RestoreStep.StartApp.class)
                ? Work.MAY_RUN
                : Work.RESTS;
    }

    private String oldId() {
        return state.old().map(it -> it.id().value()).orElse("");
    }

    private String oldWords(Work work) {
        return switch (work) {
            case SERVES, RUNS_UNSEEN ->
                    state.has(Milestone.IN_SERVICE) && !state.isBeingUndone()
                            ? "the old machine %s is not stopped yet".formatted(oldId())
                            : "%s runs, but gets no requests".formatted(oldId());
            case MAY_SERVE -> "%s runs, but may get no requests".formatted(oldId());
            case MAY_RUN ->
                    isOpen(RestoreStep.StopOld.class)
                            ? "%s has been told to stop".formatted(oldId())
                            : "%s has been told to start".formatted(oldId());
            case RESTS ->
                    isOpen(RestoreStep.DeleteOldMachine.class)
                            ? "the old machine %s is being deleted".formatted(oldId())
                            : "%s is stopped".formatted(oldId());
            case NONE ->
                    state.old().isEmpty()
                            ? "it had no machine before"
                            : "the old machine %s is deleted".formatted(oldId());
        };
    }

    private String newWords(Work work) {
        String id = state.machine().map(MachineId::value).orElse("");
        return switch (work) {
            case SERVES -> "the new machine %s serves it".formatted(id);
            case MAY_SERVE -> "the new machine %s runs, but may get no requests".formatted(id);
            case RUNS_UNSEEN -> "the new machine %s runs, but gets no requests".formatted(id);
            case MAY_RUN ->
                    isOpen(RestoreStep.StopNew.class)
                            ? "the new machine %s has been told to stop".formatted(id)
                            : "the new machine %s may have started, but gets no requests"
                                    .formatted(id);
            case RESTS ->
                    state.has(Milestone.COMMITTED)
                                    && (state.has(Milestone.NEW_STOPPED)
                                            || state.has(Milestone.NEW_STARTED))
                            ? "the new machine %s is stopped".formatted(id)
                            : "the new machine %s has not started".formatted(id);
            case NONE ->
                    state.machine().isEmpty()
                            ? "there is no new machine yet"
                            : "the new machine %s is deleted".formatted(id);
        };
    }

    private boolean isOpen(Class<? extends RestoreStep> step) {
        return open.filter(step::isInstance).isPresent();
    }
}
