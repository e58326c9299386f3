package dev.flysnap.restore.finish;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.volumes.SupersededVolumes;
import dev.flysnap.snapshot.volumes.VolumeOnlyRestores;
import java.util.List;
import java.util.Optional;

/**
 * What each living volume of an app is for. Which ones hold its data is decided by what Fly shows
 * ({@link SupersededVolumes}, as for a create); which run has superseded the others, and how that
 * state ends, by this journal, or by the tags on the machines where another journal has the run.
 *
 * @param all in Fly's order
 */
public record VolumeUses(List<VolumeUse> all) {

    /** Reads the journal only. */
    public static VolumeUses of(
            RunContext context, AppName app, List<Machine> machines, List<Volume> volumes) {
        return new VolumeUses(
                new VolumeExplainer(
                                app,
                                machines,
                                volumes,
                                PastRun.of(context, app),
                                VolumeOnlyRestores.of(context.journal(), app))
                        .uses());
    }

    public Optional<VolumeUse> of(VolumeId volume) {
        return all.stream().filter(it -> it.volume().id().equals(volume)).findFirst();
    }
}
