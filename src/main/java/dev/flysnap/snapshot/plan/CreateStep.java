package dev.flysnap.snapshot.plan;

import dev.flysnap.json.JsonName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What {@code flysnap create} does. */
@JsonName("create-step")
public sealed interface CreateStep {
    /** Looking is a step too: what was there before must be known after a crash. */
    @JsonName("look-before")
    record LookBefore() implements CreateStep {}

    @JsonName("quiesce")
    record Quiesce(String attempt) implements CreateStep {}

    /**
     * {@code before} tells a lost answer from a lost request.
     *
     * @param notBefore what began earlier is another's; absent only in what an older flysnap wrote
     */
    @JsonName("request-snapshot")
    record RequestSnapshot(VolumeId volume, Set<SnapshotId> before, Optional<Instant> notBefore)
            implements CreateStep {}

    /** Looks whether a request of which nobody knows the answer has been granted. */
    @JsonName("find-lost")
    record ResolveLostAnswer(CreateEffect.InDoubt request) implements CreateStep {}

    @JsonName("release")
    record Release(String lease) implements CreateStep {}

    /** Waits until the list shows what was not there before. */
    @JsonName("find-new")
    record FindNew(CreateEffect.Requested request) implements CreateStep {}

    /** Looks once, so that who does not wait knows the id where Fly lists it at once. */
    @JsonName("glance")
    record CheckOnce(CreateEffect.Requested request) implements CreateStep {}

    @JsonName("await-running")
    record AwaitRunning(SnapshotId snapshot) implements CreateStep {}

    /**
     * Looks once more whether others were taken meanwhile, when nothing but being new tells ours
     * from them.
     */
    @JsonName("await-created")
    record AwaitCreated(SnapshotId snapshot, CreateEffect.Requested request)
            implements CreateStep {}

    @JsonName("look-after")
    record LookAfter() implements CreateStep {}

    /** Before anything is changed: what has to be put back must be known after a crash. */
    @JsonName("look-at-retention")
    record LookAtRetention() implements CreateStep {}

    @JsonName("set-retention")
    record SetRetention(int days) implements CreateStep {}

    /** {@code ours} is what was set; anything else was set by somebody else, and stays. */
    @JsonName("restore-retention")
    record RestoreRetention(int before, int ours) implements CreateStep {}

    /**
     * Notes the run in the metadata of the app's machine, for the day on which the journal is lost:
     * only where something of ours outlives this process.
     */
    @JsonName("mark")
    record WriteTag(
            MachineId machine, Optional<Integer> retentionBefore, Optional<SnapshotId> snapshot)
            implements CreateStep {}

    @JsonName("unmark")
    record RemoveTag(MachineId machine) implements CreateStep {}
}
