package dev.flysnap.restore.finish;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.restore.model.Milestone;
import dev.flysnap.restore.model.RestoreState;
import dev.flysnap.restore.topology.RestoreHistory;
import dev.flysnap.runtime.RunContext;
import java.util.List;
import java.util.Optional;

/**
 * A restore or move of this journal, and how far it has come.
 *
 * @param overtaken whether it waits for its cutover, and another cutover took place since
 * @param commandToEnd what ends it, if it has not ended
 */
record PastRun(
        RunRecord run,
        RunStatus status,
        RestoreState state,
        boolean overtaken,
        String commandToEnd) {
    /** Those of an app, newest first. */
    static List<PastRun> of(RunContext context, AppName app) {
        RestoreHistory history = new RestoreHistory(context);
        return context.journal().runs(app).stream()
                .filter(it -> it.kind().makesVolume())
                .flatMap(run ->
                        history.state(run).stream()
                                .map(state ->
                                        new PastRun(
                                                run,
                                                context.journal().status(run.id()),
                                                state,
                                                state.isReadyForCutover()
                                                        && history.isOvertaken(run),
                                                history.commandToEnd(run, state))))
                .toList();
    }

    /** Whether it has neither ended nor been undone. */
    boolean isOpen() {
        return status == RunStatus.OPEN || status == RunStatus.FAILED;
    }

    RunId id() {
        return run.id();
    }

    boolean hasReplaced(MachineId machine) {
        return state.has(Milestone.COMMITTED)
                && !state.isBeingUndone()
                && state.old().filter(it -> it.id().equals(machine)).isPresent();
    }

    boolean hasMade(Volume volume) {
        return state.volume().equals(Optional.of(volume.id()))
                || (volume.attachedMachine().isPresent()
                        && state.machine().equals(volume.attachedMachine()));
    }

    boolean isUndoneAfterCutover() {
        return state.has(Milestone.COMMITTED) && state.isBeingUndone();
    }
}
