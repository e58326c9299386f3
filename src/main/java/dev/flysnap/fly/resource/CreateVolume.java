package dev.flysnap.fly.resource;

import dev.flysnap.json.Json;
import dev.flysnap.model.Region;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeName;
import java.util.Optional;

/**
 * The volume to create. Source: Fly docs, Volumes.
 *
 * @param sizeGb 1 to 500, at least as large as the snapshot's volume; always sent, since the
 *     platform's default differs from flyctl's
 * @param snapshot its content; without one the volume is empty
 * @param snapshotRetentionDays 1 to 60; the platform's default (5) without
 * @param compute the guest of the machine that will use it, so that the volume is placed on a host
 *     with capacity for that
 * @param computeImage that machine's image
 * @param requireUniqueZone avoids a host that has another volume of this name
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

    /** An encrypted volume with the platform's default settings. */
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

    /** A copy with that snapshot as its content. */
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

    /** A copy in another region. */
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

    /** A copy of another size. */
    public CreateVolume withSizeGb(int gb) {
        return new CreateVolume(
                name,
                region,
                gb,
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
