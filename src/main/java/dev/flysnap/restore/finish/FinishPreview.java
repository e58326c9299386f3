package dev.flysnap.restore.finish;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import java.util.List;
import java.util.Optional;

/**
 * What finishing a run would do.
 *
 * @param undone whether the run was undone: then what it made is deleted, not what it replaced
 * @param machine the superseded machine, to be deleted; absent when it no longer exists
 * @param volume its volume, to be deleted; absent when it no longer exists
 * @param kept the volume that the app uses now; absent where nothing is left to delete
 * @param notes what would be lost with the volume, and what is missing; sentences
 */
public record FinishPreview(
        RunId run,
        AppName app,
        boolean undone,
        Optional<Machine> machine,
        Optional<Volume> volume,
        Optional<VolumeId> kept,
        List<String> notes) {

    static FinishPreview ofNothing(RunId run, AppName app, boolean undone) {
        return new FinishPreview(
                run, app, undone, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    public boolean hasNothingToDelete() {
        return machine.isEmpty() && volume.isEmpty();
    }

    /** Whether the same machine and the same volume would be deleted. */
    public boolean deletesTheSameAs(FinishPreview other) {
        return machine.map(Machine::id).equals(other.machine.map(Machine::id))
                && volume.map(Volume::id).equals(other.volume.map(Volume::id));
    }
}
