package dev.flysnap.snapshot;

import dev.flysnap.model.MachineId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What {@code flysnap create} does. */
sealed interface CreateStep {
    /** Looking is a step too: what was there before must be known after a crash. */
    record LookBefore() implements CreateStep {}

    record Quiesce(String attempt) implements CreateStep {}

    /**
     * {@code before} tells a lost answer from a lost request.
     *
     * @param notBefore what began earlier is another's; absent only in what an older flysnap wrote
     */
    record RequestSnapshot(VolumeId volume, Set<SnapshotId> before, Optional<Instant> notBefore)
            implements CreateStep {}

    /** Looks whether a request of which nobody knows the answer has been granted. */
    record FindLost(CreateEffect.InDoubt request) implements CreateStep {}

    record Release(String lease) implements CreateStep {}

    /** Waits until the list shows what was not there before. */
    record FindNew(CreateEffect.Requested request) implements CreateStep {}

    /** Looks once, so that who does not wait knows the id where Fly lists it at once. */
    record Glance(CreateEffect.Requested request) implements CreateStep {}

    record AwaitRunning(SnapshotId snapshot) implements CreateStep {}

    /**
     * Looks once more whether others were taken meanwhile, when nothing but being new tells ours
     * from them.
     */
    record AwaitCreated(SnapshotId snapshot, CreateEffect.Requested request)
            implements CreateStep {}

    record LookAfter() implements CreateStep {}

    /** Before anything is changed: what has to be put back must be known after a crash. */
    record LookAtRetention() implements CreateStep {}

    record SetRetention(int days) implements CreateStep {}

    /** {@code ours} is what was set; anything else was set by somebody else, and stays. */
    record RestoreRetention(int before, int ours) implements CreateStep {}

    /**
     * Notes the run in the metadata of the app's machine, for the day on which the journal is lost:
     * only where something of ours outlives this process.
     */
    record Mark(MachineId machine, Optional<Integer> retentionBefore, Optional<SnapshotId> snapshot)
            implements CreateStep {}

    record Unmark(MachineId machine) implements CreateStep {}
}
