package dev.flysnap.fly.resource;

import dev.flysnap.json.Json;
import java.util.Optional;

/**
 * Changes to a volume; empty values stay unchanged.
 *
 * @param snapshotRetentionDays 1 to 60, for <em>later</em> snapshots. Source: Fly docs, Snapshots.
 */
public record UpdateVolume(
        Optional<Integer> snapshotRetentionDays, Optional<Boolean> dailySnapshots) {

    public Json.Obj json() {
        Json.Obj json = Json.Obj.empty();
        if (snapshotRetentionDays.isPresent()) {
            json = json.with("snapshot_retention", snapshotRetentionDays.get());
        }
        return dailySnapshots.isPresent()
                ? json.with("auto_backup_enabled", dailySnapshots.get())
                : json;
    }
}
