package dev.flysnap.doctor.triage;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.finish.VolumeUses;
import dev.flysnap.snapshot.catalog.LargerSnapshot;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What {@code flysnap rescue} found, and what it recommends.
 *
 * @param machines without destroyed ones
 * @param volumes what each is for; without destroyed ones
 * @param newestSnapshot the newest finished one of the volume that holds the app's data; where
 *     there is none, of all, those of deleted volumes too; none that is known to be bad
 * @param newerBad the finished ones newer than all of those, newest first: all are known to be bad
 * @param runs those that are running, were interrupted, failed, left an old machine unfenced, or
 *     wait for their cutover; newest first
 * @param problems what could not be read
 * @param larger older snapshots that hold much more than the newest of their volume
 */
public record Triage(
        AppName app,
        Instant at,
        List<Machine> machines,
        VolumeUses volumes,
        Optional<SnapshotRow> newestSnapshot,
        List<SnapshotRow> newerBad,
        List<PendingRun> runs,
        List<Problem> problems,
        List<LargerSnapshot> larger,
        Advice advice) {

    /** Why a run is unfinished. */
    public enum PendingState {
        /** A process is running it now. */
        AT_WORK,
        /** It was interrupted or failed: it is neither finished nor undone. */
        HALF_DONE,
        /** The app runs, and its old machine could not be stopped. */
        UNFENCED,
        /** The restored data is verified, and the cutover has not been requested. */
        WAITING,
        /** The same, but the machine with the restored data is gone. */
        NEW_MACHINE_GONE
    }

    /**
     * An unfinished run.
     *
     * @param command finishes it
     * @param unfencedMachine an old machine that could not be stopped
     * @param restoredSnapshot the restored and verified snapshot that waits for its cutover
     */
    public record PendingRun(
            RunRecord run,
            RunStatus status,
            PendingState state,
            String command,
            Optional<MachineId> unfencedMachine,
            Optional<SnapshotId> restoredSnapshot) {}
}
