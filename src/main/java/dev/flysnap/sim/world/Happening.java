package dev.flysnap.sim.world;

import java.util.Optional;

/**
 * Something that happens in the world without a request: its time has come, or an effect was
 * completed.
 */
public sealed interface Happening {
    /** The volume is created, or its copying can begin. */
    record VolumeMade(String volume) implements Happening {}

    /** The volume's content was copied. */
    record VolumeFilled(String volume) implements Happening {}

    /** The volume can be used. */
    record VolumeReady(String volume) implements Happening {}

    /** The grace period of a deleted volume is over. */
    record VolumePurged(String volume) implements Happening {}

    record DailySnapshot(String volume) implements Happening {}

    record SnapshotRuns(String snapshot) implements Happening {}

    record SnapshotTaken(String snapshot, Snapshot.Content content) implements Happening {}

    record SnapshotEnds(String snapshot) implements Happening {}

    record SnapshotExpires(String snapshot) implements Happening {}

    /** Copying failed: the disk is full, the directory is gone. */
    record WorkFailed(Effect work, String why) implements Happening {}

    /** A machine's image is there. */
    record MachinePrepared(String machine, long step) implements Happening {}

    record MachineBoots(String machine, long step) implements Happening {}

    record MachineSuspended(String machine, long step) implements Happening {}

    record MachineGone(String machine, long step) implements Happening {}

    /** The stop timeout is over. */
    record StopOverdue(String machine, long run) implements Happening {}

    record ProcessEnded(
            String machine, long run, int code, Optional<Integer> signal, Optional<String> why)
            implements Happening {}

    /** A machine with a schedule is started again. */
    record ScheduledStart(String machine, String instanceId) implements Happening {}
}
