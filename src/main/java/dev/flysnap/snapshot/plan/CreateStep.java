package dev.flysnap.snapshot.plan;

import dev.flysnap.json.JsonName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.sqlite.CheckDepth;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** The steps of {@code flysnap create}. */
@JsonName("create-step")
public sealed interface CreateStep {
    /**
     * A step that changes nothing, or that checks before it changes anything: after a crash it is
     * simply done again.
     */
    sealed interface Repeatable extends CreateStep {}

    /**
     * A step that puts back what would otherwise stay taken, or that looks when the snapshot is
     * there: it is tried longest.
     */
    sealed interface TriedLongest extends Repeatable {}

    /** Listing is a step too: what existed before must be known after a crash. */
    @JsonName("look-before")
    record LookBefore() implements Repeatable {}

    @JsonName("quiesce")
    record Quiesce(String attempt) implements Repeatable {}

    /**
     * {@code before} tells a lost answer from a lost request.
     *
     * @param notBefore a snapshot that began earlier is somebody else's
     */
    @JsonName("request-snapshot")
    record RequestSnapshot(VolumeId volume, Set<SnapshotId> before, Optional<Instant> notBefore)
            implements CreateStep {}

    /** Finds out whether a request whose answer was lost was accepted. */
    @JsonName("resolve-lost-answer")
    record ResolveLostAnswer(CreateEffect.InDoubt request) implements Repeatable {}

    @JsonName("release")
    record Release(String lease) implements Repeatable {}

    /** Waits until the list shows a new snapshot. */
    @JsonName("find-new")
    record FindNew(CreateEffect.Requested request) implements Repeatable {}

    /** Reads the list once, for a run that does not wait: Fly may show the id at once. */
    @JsonName("check-once")
    record CheckOnce(CreateEffect.Requested request) implements Repeatable {}

    @JsonName("await-running")
    record AwaitRunning(SnapshotId snapshot) implements Repeatable {}

    /**
     * Also checks that no others were taken meanwhile, when the snapshot was only identified as the
     * only new one.
     */
    @JsonName("await-created")
    record AwaitCreated(SnapshotId snapshot, CreateEffect.Requested request)
            implements Repeatable {}

    @JsonName("look-after")
    record LookAfter() implements TriedLongest {}

    /** Before anything is changed: the setting to restore must be known after a crash. */
    @JsonName("look-at-retention")
    record LookAtRetention() implements Repeatable {}

    @JsonName("set-retention")
    record SetRetention(int days) implements Repeatable {}

    /** {@code ours} is what the run set; anything else was set by somebody else, and stays. */
    @JsonName("restore-retention")
    record RestoreRetention(int before, int ours) implements TriedLongest {}

    /**
     * Names the run in the metadata of the app's machine, in case the journal gets lost. Only where
     * the run may leave something behind when this process dies.
     */
    @JsonName("write-tag")
    record WriteTag(
            MachineId machine, Optional<Integer> retentionBefore, Optional<SnapshotId> snapshot)
            implements Repeatable {}

    /** The live databases, when the snapshot is there and nobody waits for anything any more. */
    @JsonName("check-data")
    record CheckData(CheckDepth depth, String attempt) implements Repeatable {}

    @JsonName("remove-tag")
    record RemoveTag(MachineId machine) implements TriedLongest {}
}
