package dev.flysnap.snapshot;

import dev.flysnap.contract.DatabaseState;
import dev.flysnap.hook.Grade;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What {@code create} proved of a snapshot. Never more than that, and no secrets: of the machine's
 * config only a hash.
 *
 * @param grade as users write it, such as {@code synced}
 * @param limits why the grade is not better, a sentence each
 * @param foundBy how the snapshot is known to be the one that was asked for
 * @param quiescedAt when the hook's answer was there; everything committed before the answer's last
 *     sync is in the snapshot from {@code synced} on
 * @param holdsAllBefore from {@code synced} on, every commit acknowledged before this moment is in
 *     the snapshot: when the hook was asked, which is before its last sync
 * @param requestedAt when Fly was asked
 * @param createdAt when Fly says that it was taken
 * @param heldMs how long writers were off by a lease, in milliseconds
 */
public record Receipt(
        RunId run,
        AppName app,
        SnapshotId snapshot,
        String grade,
        List<String> limits,
        String foundBy,
        VolumeId volume,
        VolumeName volumeName,
        int volumeSizeGb,
        Region region,
        Optional<Instant> quiescedAt,
        Optional<Instant> holdsAllBefore,
        Optional<Instant> requestedAt,
        Optional<Instant> createdAt,
        long storedBytes,
        Optional<Integer> retentionDays,
        Optional<Long> heldMs,
        List<DatabaseState> databases,
        List<String> warnings,
        Optional<MachineId> machine,
        Optional<String> machineState,
        Optional<String> image,
        Optional<String> configSha256) {

    public Grade gradeReached() {
        return Grade.of(grade);
    }

    public Json.Obj json() {
        return dev.flysnap.json.Records.write(Receipt.class, this);
    }
}
