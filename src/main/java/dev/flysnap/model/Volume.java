package dev.flysnap.model;

import dev.flysnap.json.JsonName;
import java.time.Instant;
import java.util.Optional;

/**
 * A volume as the platform last described it.
 *
 * @param sizeGb provisioned size in GB; it never shrinks
 * @param snapshotRetentionDays days that <em>later</em> snapshots are kept, 1 to 60
 * @param dailySnapshots whether the platform takes one a day by itself
 */
@JsonName("volume")
public record Volume(
        VolumeId id,
        VolumeName name,
        VolumeState state,
        int sizeGb,
        Region region,
        boolean encrypted,
        Optional<MachineId> attachedMachine,
        Optional<Instant> createdAt,
        Optional<Integer> snapshotRetentionDays,
        Optional<Boolean> dailySnapshots,
        HostStatus hostStatus) {
    /** A "GB" of a volume's size is 2^30 bytes. */
    public static final long BYTES_PER_GB = 1L << 30;
}
