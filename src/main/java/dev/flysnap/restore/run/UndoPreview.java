package dev.flysnap.restore.run;

import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.model.Milestone;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreState;
import java.util.Optional;

/**
 * What undoing a restore would do.
 *
 * @param afterCommit whether the app may have written to the new volume, which is then kept
 * @param old the machine that goes back into service
 * @param oldStays whether the old machine is left as it is instead, because another one runs the
 *     app or it is gone
 * @param untouched whether the run has not changed anything that existed before
 * @param serving the machine that ran the app when the run was planned
 */
public record UndoPreview(
        RunId run,
        boolean afterCommit,
        Optional<MachineId> newMachine,
        Optional<VolumeId> newVolume,
        Optional<MachineId> old,
        boolean oldStays,
        boolean untouched,
        Optional<MachineId> serving) {

    static UndoPreview of(RestorePlan plan, RestoreState state) {
        return new UndoPreview(
                plan.run(),
                state.has(Milestone.COMMITTED),
                state.machine(),
                state.volume(),
                state.old().map(Machine::id),
                false,
                state.lacks(Milestone.CUTOVER_BEGUN),
                plan.replaced().map(Machine::id));
    }

    UndoPreview leavingOldMachine() {
        return new UndoPreview(
                run, afterCommit, newMachine, newVolume, old, true, untouched, serving);
    }
}
