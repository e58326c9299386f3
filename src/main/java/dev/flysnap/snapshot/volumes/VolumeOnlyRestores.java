package dev.flysnap.snapshot.volumes;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.tags.TagKeys;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Volumes that {@code restore --volume-only} made, as far as this journal knows: they hold older
 * data. Nothing on Fly tells them from another volume without a machine.
 */
public record VolumeOnlyRestores(Map<VolumeId, RunId> runByVolume) {
    public static final VolumeOnlyRestores NONE = new VolumeOnlyRestores(Map.of());

    /** Those of the app's completed runs. */
    public static VolumeOnlyRestores of(Journal journal, AppName app) {
        Map<VolumeId, RunId> made = new LinkedHashMap<>();
        for (RunRecord run : journal.runs(RunKind.RESTORE, app)) {
            if (TagKeys.isVolumeOnly(run.plan()) && journal.status(run.id()) == RunStatus.DONE) {
                volume(journal, run.id()).ifPresent(it -> made.put(it, run.id()));
            }
        }
        return new VolumeOnlyRestores(Map.copyOf(made));
    }

    /** The last one: a run that found no room for its first volume has made another. */
    private static Optional<VolumeId> volume(Journal journal, RunId run) {
        return journal.events(run).stream()
                .filter(RunEvent.Applied.class::isInstance)
                .map(RunEvent.Applied.class::cast)
                .flatMap(it -> TagKeys.createdVolume(it.effect()).stream())
                .reduce((_, later) -> later);
    }

    /** The run that made it, unless it is attached to a machine now. */
    public Optional<RunId> creatorOf(Volume volume) {
        return volume.attachedMachine().isPresent()
                ? Optional.empty()
                : Optional.ofNullable(runByVolume.get(volume.id()));
    }
}
