package dev.flysnap.restore.recovery;

import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.model.Milestone;
import dev.flysnap.restore.model.RestoreEffect;
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
     * only be undone.
     */
    UNDO_ONLY,
    /** The app runs on its machine. */
    COMMITTED,
    /** The app ran on its machine; an undo had begun. */
    PARTLY_UNDONE;

    static RecoveredProgress of(Machine machine, RestoreTag tag, Successors successors) {
        if (!TagKeys.isVerifier(machine)) {
            boolean hadMetadata = tag.old().filter(it -> !it.metadata().isEmpty()).isPresent();
            return hadMetadata && !TagKeys.hasPlatformMetadata(machine) ? PARTLY_UNDONE : COMMITTED;
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
        boolean committed = this == COMMITTED || this == PARTLY_UNDONE;
        if (committed) {
            effects.add(new RestoreEffect.Reached(Milestone.VERIFIER_STARTED, now));
            effects.add(
                    new RestoreEffect.Verified(
                            new Verdict(List.of(), Optional.empty(), List.of())));
            effects.add(new RestoreEffect.Reached(Milestone.VERIFIER_STOPPED, now));
        }
        effects.add(new RestoreEffect.CutoverBegun(old, false, now));
        if (committed) {
            effects.add(new RestoreEffect.Reached(Milestone.COMMITTED, now));
            effects.add(new RestoreEffect.Reached(Milestone.NEW_UPDATED, now));
        }
        if (this == UNDO_ONLY || this == PARTLY_UNDONE) {
            // The first step of an undo, which is always true of a verifier: it marks the run as
            // being undone.
            effects.add(new RestoreEffect.Reached(Milestone.NEW_CORDONED, now));
        }
        return effects;
    }

    /** The end of the sentence that says what the run made. */
    String describe() {
        return switch (this) {
            case CREATED -> ", to be checked";
            case CUTOVER_POSSIBLE -> ", and may have begun its cutover";
            case UNDO_ONLY -> ", and had begun a cutover that its tag does not ask for";
            case COMMITTED -> ", and the app has begun to run there";
            case PARTLY_UNDONE -> ", and was being undone";
        };
    }

    String next(RunId run) {
        return switch (this) {
            case CREATED ->
                    "flysnap continue %s (checks the data; with --cutover it goes on to the app), or flysnap undo %s (undoes it)"
                            .formatted(run, run);
            case CUTOVER_POSSIBLE, COMMITTED ->
                    "flysnap continue %s (goes on to its end), or flysnap undo %s (undoes it)"
                            .formatted(run, run);
            case UNDO_ONLY, PARTLY_UNDONE -> "flysnap undo %s (undoes it)".formatted(run);
        };
    }
}
