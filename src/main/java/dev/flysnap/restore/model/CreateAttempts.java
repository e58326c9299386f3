package dev.flysnap.restore.model;

import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What refusals have told a restore for its next request.
 *
 * @param refused the regions that refused, in the order in which they were tried
 * @param raisedGb the size that Fly asked for, where the planned one was too small
 * @param notFound the volumes that Fly did not find when their machine was to be made, and where
 */
record CreateAttempts(
        List<RegionRefusal> refused, Optional<Integer> raisedGb, Map<VolumeId, Region> notFound) {
    static final CreateAttempts NONE = new CreateAttempts(List.of(), Optional.empty(), Map.of());

    CreateAttempts with(RegionRefusal refusal) {
        return new CreateAttempts(
                Stream.concat(refused.stream(), Stream.of(refusal)).toList(), raisedGb, notFound);
    }

    CreateAttempts withRaisedGb(int sizeGb) {
        return new CreateAttempts(refused, Optional.of(sizeGb), notFound);
    }

    /** A region gets one more volume; when that is not found either, the region is refused. */
    CreateAttempts withNotFound(VolumeId volume, RegionRefusal refusal) {
        boolean again = notFound.containsValue(refusal.region());
        Map<VolumeId, Region> all = new HashMap<>(notFound);
        all.put(volume, refusal.region());
        CreateAttempts next = new CreateAttempts(refused, raisedGb, Map.copyOf(all));
        return again ? next.with(refusal) : next;
    }
}
