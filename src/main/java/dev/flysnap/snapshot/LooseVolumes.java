package dev.flysnap.snapshot;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.RunKind;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Volumes that {@code restore --volume-only} made, as far as this journal knows: they hold older
 * data to look at. Fly shows nothing that tells them from another volume without a machine.
 */
public record LooseVolumes(Map<VolumeId, RunId> made) {
    static final LooseVolumes NONE = new LooseVolumes(Map.of());

    /** Those of the app's runs that are done. */
    public static LooseVolumes of(Journal journal, AppName app) {
        Map<VolumeId, RunId> made = new LinkedHashMap<>();
        for (RunRecord run : journal.runs(RunKind.RESTORE, app)) {
            if (RestoreMarks.isVolumeOnly(run.plan())
                    && journal.status(run.id()) == RunStatus.DONE) {
                volume(journal, run.id()).ifPresent(it -> made.put(it, run.id()));
            }
        }
        return new LooseVolumes(Map.copyOf(made));
    }

    /** One that was given up for want of room comes before the one that stayed. */
    private static Optional<VolumeId> volume(Journal journal, RunId run) {
        return journal.events(run).stream()
                .flatMap(it ->
                        it instanceof RunEvent.Applied(Json effect)
                                ? RestoreMarks.madeVolume(effect).stream()
                                : Optional.<VolumeId>empty().stream())
                .reduce((_, later) -> later);
    }

    /** The run that made it, unless a machine has it meanwhile. */
    Optional<RunId> maker(Volume volume) {
        return volume.attachedMachine().isPresent()
                ? Optional.empty()
                : Optional.ofNullable(made.get(volume.id()));
    }
}
