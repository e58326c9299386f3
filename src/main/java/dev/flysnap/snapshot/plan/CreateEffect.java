package dev.flysnap.snapshot.plan;

import dev.flysnap.json.JsonName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Checked;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Resumed;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What the steps of a create changed or observed. */
@JsonName("create-effect")
public sealed interface CreateEffect {
    /**
     * The snapshots and the machine just before the quiesce.
     *
     * @param machine the one that the volume is attached to
     */
    @JsonName("seen-before")
    record SeenBefore(Set<SnapshotId> ids, Optional<Machine> machine, Instant at)
            implements CreateEffect {}

    @JsonName("hook-answered")
    record HookAnswered(String attempt, Quiesced quiesced) implements CreateEffect {}

    /** The hook did not work, and the policy is to continue without it. */
    @JsonName("hook-failed")
    record HookFailed(String attempt, String why) implements CreateEffect {}

    /**
     * Fly has accepted the request.
     *
     * @param before the snapshots from before the request, to tell the new one
     * @param hint the id in the answer, where it had one
     * @param sentAt absent when only its result was found after a crash
     */
    @JsonName("requested")
    record Requested(Set<SnapshotId> before, Optional<SnapshotId> hint, Optional<Instant> sentAt)
            implements CreateEffect {}

    /**
     * The request may have reached Fly; its answer was lost.
     *
     * @param notBefore a snapshot that began earlier is somebody else's
     */
    @JsonName("in-doubt")
    record InDoubt(Set<SnapshotId> before, Optional<Instant> notBefore) implements CreateEffect {
        /** The request, as far as it is known. */
        public Requested request() {
            return new Requested(before, Optional.empty(), notBefore);
        }
    }

    /** A request whose answer was lost turned out to be accepted. */
    @JsonName("found-after-lost-answer")
    record FoundAfterLostAnswer(InDoubt request, SnapshotId id) implements CreateEffect {
        Found found() {
            return new Found(
                    id, "the only new one in the list; the answer to the request was lost");
        }
    }

    /**
     * Fly has certainly not accepted the request.
     *
     * @param problem why the process that sent it fails; absent = the request is to be sent again
     */
    @JsonName("not-accepted")
    record NotAccepted(Optional<Problem> problem) implements CreateEffect {}

    /** Fly accepted the request and made no snapshot: the run cannot continue. */
    @JsonName("none-made")
    record NoneMade(Problem problem) implements CreateEffect {}

    /**
     * Another snapshot of the volume is being taken: list again, quiesce again.
     *
     * @param words Fly's message
     */
    @JsonName("refused")
    record Refused(Optional<String> words) implements CreateEffect {}

    /**
     * @param askedAt when the release was about to be sent
     */
    @JsonName("released")
    record Released(Resumed how, Instant askedAt) implements CreateEffect {}

    /**
     * @param proof how it is known to be the new one
     */
    @JsonName("found")
    record Found(SnapshotId id, String proof) implements CreateEffect {}

    /**
     * Fly made none, and an earlier one is recent enough.
     *
     * @param createdAt as Fly says
     */
    @JsonName("coalesced")
    record Coalesced(SnapshotId id, Instant createdAt) implements CreateEffect {
        Found found() {
            return new Found(id, "coalesced: an earlier one, as Fly made none");
        }
    }

    @JsonName("not-listed-yet")
    record NotListedYet() implements CreateEffect {}

    @JsonName("running")
    record Running() implements CreateEffect {}

    /** The snapshot was seen to be {@code created}. */
    @JsonName("created")
    record Created(Snapshot snapshot, Instant at) implements CreateEffect {}

    /**
     * @param days the setting to restore at the end
     * @param now the current setting, where an interrupted run has left another one
     */
    @JsonName("retention-seen")
    record RetentionSeen(int days, Optional<Integer> now) implements CreateEffect {}

    @JsonName("retention-set")
    record RetentionSet() implements CreateEffect {}

    @JsonName("retention-restored")
    record RetentionRestored() implements CreateEffect {}

    /**
     * @param done whether it worked; nothing depends on it
     */
    @JsonName("tag-written")
    record TagWritten(boolean done, Optional<SnapshotId> snapshot) implements CreateEffect {}

    @JsonName("tag-removed")
    record TagRemoved() implements CreateEffect {}

    /** The run's journal was lost; it was rebuilt from its tag on Fly. */
    @JsonName("recovered")
    record Recovered(Instant at) implements CreateEffect {}

    /** The live databases were checked, or could not be. */
    @JsonName("data-checked")
    record DataChecked(Checked checked) implements CreateEffect {}

    /** The machine that the volume is attached to now. */
    @JsonName("seen-after")
    record SeenAfter(Optional<Machine> machine) implements CreateEffect {}

    /** The snapshot is there, but Fly did not say which machine the volume is attached to now. */
    @JsonName("not-seen-after")
    record NotSeenAfter(String why) implements CreateEffect {}
}
