package dev.flysnap.journal;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonName;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import java.time.Instant;
import java.util.Optional;

/**
 * What the journal knows of a snapshot that flysnap took, so that it can be restored when its
 * volume, its machine and their host are gone.
 *
 * @param receipt what was proven of it
 * @param machine the machine that the volume was attached to, its config included (it can hold
 *     secrets); absent when there was none
 * @param volumeFacts what is needed to create a volume like it
 */
@JsonName("snapshot-record")
public record SnapshotRecord(
        SnapshotId snapshot,
        AppName app,
        VolumeId volume,
        RunId run,
        Instant takenAt,
        Json.Obj receipt,
        Optional<Json.Obj> machine,
        Json.Obj volumeFacts) {

    public SnapshotRecord withMachine(Json.Obj other) {
        return new SnapshotRecord(
                snapshot, app, volume, run, takenAt, receipt, Optional.of(other), volumeFacts);
    }
}
