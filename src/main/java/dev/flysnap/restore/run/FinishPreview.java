package dev.flysnap.restore.run;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import java.util.Optional;

/**
 * What finishing a run would do.
 *
 * @param machine the old machine, to be deleted; absent when it no longer exists
 * @param volume the old machine's volume, to be deleted; absent when it no longer exists
 * @param kept the volume that the app uses now
 */
public record FinishPreview(
        RunId run, AppName app, Optional<Machine> machine, Optional<Volume> volume, VolumeId kept) {

    public boolean hasNothingToDelete() {
        return machine.isEmpty() && volume.isEmpty();
    }
}
