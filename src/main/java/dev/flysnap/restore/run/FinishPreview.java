package dev.flysnap.restore.run;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import java.util.Optional;

/**
 * What finishing a run means.
 *
 * @param machine the old one, which goes; absent when it is gone already
 * @param volume the old machine's, which goes; absent when it is gone already
 * @param kept the volume that the app has now
 */
public record FinishPreview(
        RunId run, AppName app, Optional<Machine> machine, Optional<Volume> volume, VolumeId kept) {

    /** Whether nothing is left to do. */
    public boolean isOver() {
        return machine.isEmpty() && volume.isEmpty();
    }
}
