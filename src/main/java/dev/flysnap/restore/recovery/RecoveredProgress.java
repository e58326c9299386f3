package dev.flysnap.restore.recovery;

import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.model.Milestone;
import dev.flysnap.restore.model.RestoreEffect;
import dev.flysnap.restore.model.RestoreState;
import dev.flysnap.restore.topology.Successors;
import dev.flysnap.restore.verify.Verdict;
import dev.flysnap.tags.RestoreTag;
import dev.flysnap.tags.TagKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How far a restore whose journal is lost had come, as far as Fly shows it. Pure. */
enum RecoveredProgress {
    /** Its verifier exists; whether it found anything is unknown. */
    CREATED,
    /** The same for a run with {@code --cutover}: the cutover may have begun. */
    CUTOVER_POSSIBLE,
    /**
     * It had begun a cutover that its tag does not ask for: who wanted it is unknown, so it can
     * only be undone. The same for a move.
     */
    UNDO_ONLY,
    /** The app has begun to run on its machine. */
    COMMITTED,
    /**
     * The app runs on its machine and the old one is out of service, or a later run replaced it.
     */
    DONE,
    /** The app ran on its machine; an undo had begun. */
    PARTLY_UNDONE,
    /** The app ran on its machine, which is out of service; another machine serves. */
    UNDONE;

    private static final List<Milestone> OLD_OUT_OF_SERVICE =
            List.of(
                    Milestone.OLD_CORDONED,
                    Milestone.OLD_METADATA_REMOVED,
                    Milestone.OLD_STOPPED,
                    Milestone.OLD_UNSCHEDULED,
                    Milestone.SINGLE_WRITER_CONFIRMED);

    private static final List<Milestone> NEW_IN_SERVICE =
            List.of(Milestone.NEW_STARTED, Milestone.NEW_HEALTHY, Milestone.IN_SERVICE);

    /** After the cordon of the new machine. */
    private static final List<Milestone> UNDO_STEPS =
            List.of(
                    Milestone.NEW_METADATA_REMOVED,
                    Milestone.NEW_STOPPED,
                    Milestone.OLD_METADATA_BACK,
                    Milestone.OLD_STARTED_AGAIN,
                    Milestone.OLD_UNCORDONED);

    static RecoveredProgress of(Machine machine, RestoreTag tag, Successors successors) {
        if (!TagKeys.isVerifier(machine)) {
            boolean hadMetadata = tag.old().filter(it -> !it.metadata().isEmpty()).isPresent();
            return hadMetadata && !TagKeys.hasPlatformMetadata(machine)
                    ? outOfService(machine, successors)
                    : successors.isInService() ? DONE : COMMITTED;
        }
        // Nothing in the API shows a cordon: a run that was to cut over may have begun to. What
        // another run did to the old machine is not this one's.
        if (successors.currentOld().isEmpty() || successors.laterReplacement().isPresent()) {
            return CREATED;
        }
        if (tag.cutover()) {
            return CUTOVER_POSSIBLE;
        }
        return successors.isOldWithdrawn() ? UNDO_ONLY : CREATED;
    }

    /**
     * Of a move whose journal is behind: what proved that its snapshot holds everything is not
     * known, so it does not go on to a commit.
     */
    RecoveredProgress ofMove() {
        return this == CUTOVER_POSSIBLE ? UNDO_ONLY : this;
    }

    /** A machine that no run names as its old one was undone, or a run that is gone replaced it. */
    private static RecoveredProgress outOfService(Machine machine, Successors successors) {
        if (successors.isReplaced()) {
            return DONE;
        }
        return machine.state().isAtRest() && successors.isOutOfService() ? UNDONE : PARTLY_UNDONE;
    }

    /** How the run has ended, if it has. */
    Optional<RunStatus> end() {
        return switch (this) {
            case CREATED, CUTOVER_POSSIBLE, UNDO_ONLY, COMMITTED, PARTLY_UNDONE -> Optional.empty();
            case DONE -> Optional.of(RunStatus.DONE);
            case UNDONE -> Optional.of(RunStatus.UNDONE);
        };
    }

    /**
     * The effects that the journal would hold. No tag proves that the data is good, so the verifier
     * has to say it again; where the app has run there is nothing left to verify.
     *
     * @param old as it was before the cutover
     */
    List<RestoreEffect> effects(
            Machine machine, VolumeId volume, Optional<Machine> old, Instant now) {
        List<RestoreEffect> effects = new ArrayList<>();
        effects.add(new RestoreEffect.VolumeCreated(volume, machine.region()));
        effects.add(new RestoreEffect.Reached(Milestone.VOLUME_READY, now));
        effects.add(new RestoreEffect.MachineCreated(machine.id()));
        if (this == CREATED) {
            return effects;
        }
        boolean ended = end().isPresent();
        boolean committed = ended || this == COMMITTED || this == PARTLY_UNDONE;
        if (committed) {
            effects.add(new RestoreEffect.Reached(Milestone.VERIFIER_STARTED, now));
            effects.add(
                    new RestoreEffect.Verified(
                            new Verdict(List.of(), Optional.empty(), List.of())));
            effects.add(new RestoreEffect.Reached(Milestone.VERIFIER_STOPPED, now));
        }
        effects.add(new RestoreEffect.CutoverBegun(old, false, now));
        milestones(committed, ended).forEach(it -> effects.add(new RestoreEffect.Reached(it, now)));
        return effects;
    }

    /** Whether a state does not know of it; what it knows is better than what Fly shows. */
    static boolean isMissing(RestoreEffect effect, RestoreState state) {
        return switch (effect) {
            case RestoreEffect.VolumeCreated _, RestoreEffect.MachineCreated _ ->
                    state.machine().isEmpty();
            case RestoreEffect.Verified _ -> state.verdict().isEmpty();
            case RestoreEffect.CutoverBegun _ -> state.lacks(Milestone.CUTOVER_BEGUN);
            case RestoreEffect.Reached(var milestone, var _) -> state.lacks(milestone);
            default -> true;
        };
    }

    /** In the order in which they are reached. */
    private List<Milestone> milestones(boolean committed, boolean ended) {
        List<Milestone> reached = new ArrayList<>();
        if (ended) {
            reached.addAll(OLD_OUT_OF_SERVICE);
        }
        if (committed) {
            reached.addAll(List.of(Milestone.COMMITTED, Milestone.NEW_UPDATED));
        }
        if (ended) {
            reached.addAll(NEW_IN_SERVICE);
        }
        if (this == UNDO_ONLY || this == PARTLY_UNDONE || this == UNDONE) {
            // The first step of an undo, which is always true of a verifier: it marks the run as
            // being undone.
            reached.add(Milestone.NEW_CORDONED);
        }
        if (this == UNDONE) {
            reached.addAll(UNDO_STEPS);
        }
        return reached;
    }

    /** Whether a continue brings copies to the new volume. */
    boolean mayFill() {
        return this == CREATED || this == CUTOVER_POSSIBLE;
    }

    /** The end of the sentence that says what the run made. */
    String describe() {
        return switch (this) {
            case CREATED -> ", to be checked";
            case CUTOVER_POSSIBLE -> ", and may have begun its cutover";
            case UNDO_ONLY -> ", and had begun a cutover that cannot go on";
            case COMMITTED -> ", and the app has begun to run there";
            case DONE -> ", and its cutover is done";
            case PARTLY_UNDONE -> ", and was being undone";
            case UNDONE -> ", and was undone after its cutover";
        };
    }

    /**
     * @param hasOld whether the machine that it replaced is still there
     */
    String next(RunId run, boolean hasOld) {
        return switch (this) {
            case CREATED ->
                    "flysnap continue %s (checks the data; with --cutover it goes on to the app), or flysnap undo %s (undoes it)"
                            .formatted(run, run);
            case CUTOVER_POSSIBLE, COMMITTED ->
                    "flysnap continue %s (goes on to its end), or flysnap undo %s (undoes it)"
                            .formatted(run, run);
            case DONE ->
                    hasOld
                            ? "flysnap finish %s (removes what it replaced)".formatted(run)
                            : "nothing: what it replaced is gone";
            case UNDO_ONLY, PARTLY_UNDONE -> "flysnap undo %s (undoes it)".formatted(run);
            case UNDONE ->
                    "flysnap finish %s --discard-writes (removes what it made, with what was written to it)"
                            .formatted(run);
        };
    }
}
