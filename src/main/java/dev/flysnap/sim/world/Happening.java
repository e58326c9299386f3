package dev.flysnap.sim.world;

import dev.flysnap.json.JsonName;
import java.util.Optional;

/** What happens by itself, at a time of its own or because something outside was finished. */
public sealed interface Happening {
    /** The time until a volume is made, or until its copying begins, is over. */
    @JsonName("volume-made")
    record VolumeMade(String volume) implements Happening {}

    /** What was to be copied into the volume is there. */
    @JsonName("volume-filled")
    record VolumeFilled(String volume) implements Happening {}

    /** The volume can be used. */
    @JsonName("volume-ready")
    record VolumeReady(String volume) implements Happening {}

    /** The grace period of a deleted volume is over. */
    @JsonName("volume-purged")
    record VolumePurged(String volume) implements Happening {}

    @JsonName("daily-snapshot")
    record DailySnapshot(String volume) implements Happening {}

    @JsonName("snapshot-runs")
    record SnapshotRuns(String snapshot) implements Happening {}

    @JsonName("snapshot-taken")
    record SnapshotTaken(String snapshot, Snapshot.Content content) implements Happening {}

    @JsonName("snapshot-ends")
    record SnapshotEnds(String snapshot) implements Happening {}

    @JsonName("snapshot-expires")
    record SnapshotExpires(String snapshot) implements Happening {}

    /** Copying did not work: the disk is full, the folder is gone. */
    @JsonName("work-failed")
    record WorkFailed(Effect work, String why) implements Happening {}

    /** A machine's image is there. */
    @JsonName("machine-prepared")
    record MachinePrepared(String machine, long step) implements Happening {}

    @JsonName("machine-boots")
    record MachineBoots(String machine, long step) implements Happening {}

    @JsonName("machine-suspended")
    record MachineSuspended(String machine, long step) implements Happening {}

    @JsonName("machine-gone")
    record MachineGone(String machine, long step) implements Happening {}

    /** Its time to stop by itself is over. */
    @JsonName("stop-overdue")
    record StopOverdue(String machine, long run) implements Happening {}

    @JsonName("process-ended")
    record ProcessEnded(
            String machine, long run, int code, Optional<Integer> signal, Optional<String> why)
            implements Happening {}

    /** A machine with a schedule is started again. */
    @JsonName("scheduled-start")
    record ScheduledStart(String machine, String instanceId) implements Happening {}
}
