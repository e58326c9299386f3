package dev.flysnap.restore.model;

import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a restore has created and not removed again for lack of capacity.
 *
 * @param volumesBefore the app's volumes before the request for the new one
 * @param region where the new volume is
 * @param refused the regions without capacity, in the order in which they were tried
 */
record CreatedResources(
        Optional<Set<VolumeId>> volumesBefore,
        Optional<VolumeId> volume,
        Optional<Region> region,
        Optional<MachineId> machine,
        List<RegionRefusal> refused) {
    static final CreatedResources NONE = none(List.of());

    private static CreatedResources none(List<RegionRefusal> refused) {
        return new CreatedResources(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), refused);
    }

    CreatedResources withVolumesBefore(Optional<Set<VolumeId>> ids) {
        return new CreatedResources(ids, volume, region, machine, refused);
    }

    CreatedResources withVolume(VolumeId id, Region in) {
        return new CreatedResources(
                volumesBefore, Optional.of(id), Optional.of(in), Optional.empty(), refused);
    }

    /** After Fly has moved the volume; the machine keeps its id then. */
    CreatedResources movedTo(VolumeId id) {
        return new CreatedResources(volumesBefore, Optional.of(id), region, machine, refused);
    }

    CreatedResources withMachine(MachineId id) {
        return new CreatedResources(volumesBefore, volume, region, Optional.of(id), refused);
    }

    CreatedResources withRefusal(RegionRefusal refusal) {
        return new CreatedResources(
                volumesBefore,
                volume,
                region,
                machine,
                Stream.concat(refused.stream(), Stream.of(refusal)).toList());
    }

    CreatedResources abandoned() {
        return none(refused);
    }
}
