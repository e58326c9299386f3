package dev.flysnap.sim.world;

import dev.flysnap.json.JsonName;
import java.util.Optional;

/**
 * Something that happens in the world without a request: its time has come, or an effect was
 * completed.
 */
public sealed interface SimEvent {
    /** The volume is created, or its copying can begin. */
    @JsonName("volume-made")
    record VolumeMade(String volume) implements SimEvent {}

    /** The volume's content was copied. */
    @JsonName("volume-filled")
    record VolumeFilled(String volume) implements SimEvent {}

    /** The volume can be used. */
    @JsonName("volume-ready")
    record VolumeReady(String volume) implements SimEvent {}

    /** The grace period of a deleted volume is over. */
    @JsonName("volume-purged")
    record VolumePurged(String volume) implements SimEvent {}

    @JsonName("daily-snapshot")
    record DailySnapshot(String volume) implements SimEvent {}

    @JsonName("snapshot-runs")
    record SnapshotRuns(String snapshot) implements SimEvent {}

    @JsonName("snapshot-taken")
    record SnapshotTaken(String snapshot, SimSnapshot.Content content) implements SimEvent {}

    @JsonName("snapshot-ends")
    record SnapshotEnds(String snapshot) implements SimEvent {}

    @JsonName("snapshot-expires")
    record SnapshotExpires(String snapshot) implements SimEvent {}

    /** Copying failed: the disk is full, the directory is gone. */
    @JsonName("work-failed")
    record WorkFailed(Effect work, String why) implements SimEvent {}

    /** A machine's image is there. */
    @JsonName("machine-prepared")
    record MachinePrepared(String machine, long step) implements SimEvent {}

    @JsonName("machine-boots")
    record MachineBoots(String machine, long step) implements SimEvent {}

    @JsonName("machine-suspended")
    record MachineSuspended(String machine, long step) implements SimEvent {}

    @JsonName("machine-gone")
    record MachineGone(String machine, long step) implements SimEvent {}

    /** The stop timeout is over. */
    @JsonName("stop-overdue")
    record StopOverdue(String machine, long run) implements SimEvent {}

    @JsonName("process-ended")
    record ProcessEnded(
            String machine, long run, int code, Optional<Integer> signal, Optional<String> why)
            implements SimEvent {}

    /**
     * A machine with a schedule is started again.
     *
     * @param nth of this version of the machine, from 1
     */
    @JsonName("scheduled-start")
    record ScheduledStart(String machine, String instanceId, long nth) implements SimEvent {}
}
