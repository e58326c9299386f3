package dev.flysnap.doctor.triage;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.Problem;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How an app stands on a bad night.
 *
 * @param machines the living ones
 * @param volumes the living ones
 * @param newest the newest finished snapshot, of a deleted volume too
 * @param runs those that are at work, were interrupted, failed, left an old machine unfenced, or
 *     wait for their cutover, newest first
 * @param unread what could not be looked at
 */
public record Triage(
        AppName app,
        Instant at,
        List<Machine> machines,
        List<Volume> volumes,
        Optional<SnapshotRow> newestSnapshot,
        List<PendingRun> runs,
        List<Problem> problems,
        Advice advice) {

    /** Why a run is not over. */
    public enum PendingState {
        /** A process works on it right now. */
        AT_WORK,
        /** It was interrupted or failed: what it began is neither done nor taken back. */
        HALF_DONE,
        /** The app runs, and its old machine could not be stopped. */
        UNFENCED,
        /** What it made is verified, and not put to work. */
        WAITING
    }

    /**
     * A run that is not over.
     *
     * @param command what brings it to an end
     * @param unfenced the old machine that could not be stopped
     * @param waiting the snapshot that it has brought back, and that waits for the cutover
     */
    public record PendingRun(
            RunRecord run,
            RunStatus status,
            PendingState state,
            String command,
            Optional<MachineId> unfencedMachine,
            Optional<SnapshotId> restoredSnapshot) {}
}
