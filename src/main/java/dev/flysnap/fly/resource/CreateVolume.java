package dev.flysnap.fly.resource;

import dev.flysnap.json.Json;
import dev.flysnap.model.Region;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeName;
import java.util.Optional;

/**
 * The volume to make. Source: Fly docs, Volumes.
 *
 * @param sizeGb 1 to 500, at least as large as the snapshot's volume; always sent, for the
 *     platform's own default differs from flyctl's
 * @param snapshot what it is to hold; empty volume without
 * @param snapshotRetentionDays 1 to 60; the platform's default (5) without
 * @param compute the guest of the machine to come, so that the volume lands on a host with room for
 *     it
 * @param computeImage that machine's image
 * @param requireUniqueZone refuses a host that has another volume of this name
 */
public record CreateVolume(
        VolumeName name,
        Region region,
        int sizeGb,
        boolean encrypted,
        Optional<SnapshotId> snapshot,
        Optional<Integer> snapshotRetentionDays,
        Optional<Boolean> dailySnapshots,
        Optional<Json.Obj> compute,
        Optional<String> computeImage,
        boolean requireUniqueZone) {

    /** In GB. Source: Fly docs, Volumes. */
    public static final int MAX_GB = 500;

    /** An encrypted one, with the platform's own settings. */
    public static CreateVolume withDefaults(
            VolumeName name, Region region, int sizeGb, Optional<SnapshotId> snapshot) {
        return new CreateVolume(
                name,
                region,
                sizeGb,
                true,
                snapshot,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    public CreateVolume {
        if (sizeGb < 1) {
            throw new IllegalArgumentException("a volume has at least 1 GB, not " + sizeGb);
        }
    }

    /** The same, from that snapshot. */
    public CreateVolume withSnapshot(SnapshotId data) {
        return new CreateVolume(
                name,
                region,
                sizeGb,
                encrypted,
                Optional.of(data),
                snapshotRetentionDays,
                dailySnapshots,
                compute,
                computeImage,
                requireUniqueZone);
    }

    /** The same in another region. */
    public CreateVolume withRegion(Region other) {
        return new CreateVolume(
                name,
                other,
                sizeGb,
                encrypted,
                snapshot,
                snapshotRetentionDays,
                dailySnapshots,
                compute,
                computeImage,
                requireUniqueZone);
    }

    public Json.Obj json() {
        Json.Obj json =
                Json.Obj.empty()
                        .with("name", name.value())
                        .with("region", region.value())
                        .with("size_gb", sizeGb)
                        .with("encrypted", encrypted)
                        .with("require_unique_zone", requireUniqueZone)
                        .withText("snapshot_id", snapshot.map(SnapshotId::value))
                        .withText("compute_image", computeImage);
        if (snapshotRetentionDays.isPresent()) {
            json = json.with("snapshot_retention", snapshotRetentionDays.get());
        }
        if (dailySnapshots.isPresent()) {
            json = json.with("auto_backup_enabled", dailySnapshots.get());
        }
        return compute.isPresent() ? json.with("compute", compute.get()) : json;
    }
}
