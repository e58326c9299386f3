package dev.flysnap.sim.world;

import java.util.Optional;

/** What happens by itself, at a time of its own or because something outside was finished. */
public sealed interface Happening {
    /** The time until a volume is made, or until its copying begins, is over. */
    record VolumeMade(String volume) implements Happening {}

    /** What was to be copied into the volume is there. */
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

    /** Copying did not work: the disk is full, the folder is gone. */
    record WorkFailed(Effect work, String why) implements Happening {}

    /** A machine's image is there. */
    record MachinePrepared(String machine, long step) implements Happening {}

    record MachineBoots(String machine, long step) implements Happening {}

    record MachineSuspended(String machine, long step) implements Happening {}

    record MachineGone(String machine, long step) implements Happening {}

    /** Its time to stop by itself is over. */
    record StopOverdue(String machine, long run) implements Happening {}

    record ProcessEnded(
            String machine, long run, int code, Optional<Integer> signal, Optional<String> why)
            implements Happening {}

    /** A machine with a schedule is started again. */
    record ScheduledStart(String machine, String instanceId) implements Happening {}
}
