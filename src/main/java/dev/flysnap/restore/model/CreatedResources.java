package dev.flysnap.restore.model;

import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeId;
import java.util.Optional;
import java.util.Set;

/**
 * What a restore has created and not removed again after a refusal.
 *
 * @param volumesBefore the app's volumes before the request for the new one
 * @param region where the new volume is
 */
record CreatedResources(
        Optional<Set<VolumeId>> volumesBefore,
        Optional<VolumeId> volume,
        Optional<Region> region,
        Optional<MachineId> machine) {
    static final CreatedResources NONE =
            new CreatedResources(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    CreatedResources withVolumesBefore(Optional<Set<VolumeId>> ids) {
        return new CreatedResources(ids, volume, region, machine);
    }

    CreatedResources withVolume(VolumeId id, Region in) {
        return new CreatedResources(
                volumesBefore, Optional.of(id), Optional.of(in), Optional.empty());
    }

    /** After Fly has moved the volume; the machine keeps its id then. */
    CreatedResources movedTo(VolumeId id) {
        return new CreatedResources(volumesBefore, Optional.of(id), region, machine);
    }

    CreatedResources withMachine(MachineId id) {
        return new CreatedResources(volumesBefore, volume, region, Optional.of(id));
    }
}
