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

/** How far a restore had come whose journal is lost, as far as the world shows it. Pure. */
enum RecoveredProgress {
    /** Its verifier is there; whether that found anything is not known. */
    MADE,
    /** The same of one that was to cut over: it may have begun to. */
    MAY_CUT_OVER,
    /**
     * It had begun a cutover that its note does not ask for: who wanted it is not known any more,
     * so it can only be taken back.
     */
    ONLY_BACK,
    /** The app runs on its machine. */
    COMMITTED,
    /** The app ran on its machine; taking that back had begun. */
    HALF_UNDONE;

    static RecoveredProgress of(Machine machine, RestoreTag note, Successors successors) {
        if (!TagKeys.isVerifier(machine)) {
            boolean hadMetadata = note.old().filter(it -> !it.metadata().isEmpty()).isPresent();
            return hadMetadata && !TagKeys.isOfThePlatform(machine) ? HALF_UNDONE : COMMITTED;
        }
        // Nothing in the API shows a cordon: a run that was to cut over may have begun to. What
        // another run did to the old machine is not this one's.
        if (successors.oldNow().isEmpty() || successors.other().isPresent()) {
            return MADE;
        }
        if (note.cutover()) {
            return MAY_CUT_OVER;
        }
        return successors.isOldWithdrawn() ? ONLY_BACK : MADE;
    }

    /**
     * What the journal would say. That the data is good is in no note: only a verifier that says it
     * again tells it. Where the app has run on it there is nothing left to verify.
     *
     * @param old as it was before the cutover
     */
    List<RestoreEffect> effects(
            Machine machine, VolumeId volume, Optional<Machine> old, Instant now) {
        List<RestoreEffect> effects = new ArrayList<>();
        effects.add(new RestoreEffect.VolumeCreated(volume, machine.region()));
        effects.add(new RestoreEffect.Reached(Milestone.VOLUME_READY, now));
        effects.add(new RestoreEffect.MachineCreated(machine.id()));
        if (this == MADE) {
            return effects;
        }
        boolean committed = this == COMMITTED || this == HALF_UNDONE;
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
        if (this == ONLY_BACK || this == HALF_UNDONE) {
            // The first step of the way back, which a verifier has behind it from its first moment
            // on: said here, it makes the run one that is being taken back.
            effects.add(new RestoreEffect.Reached(Milestone.NEW_CORDONED, now));
        }
        return effects;
    }

    /** To go on a sentence with that says what it made. */
    String words() {
        return switch (this) {
            case MADE -> ", to be checked";
            case MAY_CUT_OVER -> ", and may have begun its cutover";
            case ONLY_BACK -> ", and had begun a cutover that its note does not ask for";
            case COMMITTED -> ", and the app has begun to run there";
            case HALF_UNDONE -> ", and was being taken back";
        };
    }

    String next(RunId run) {
        return switch (this) {
            case MADE ->
                    "flysnap continue %s (checks the data; with --cutover it goes on to the app), or flysnap undo %s (takes it back)"
                            .formatted(run, run);
            case MAY_CUT_OVER, COMMITTED ->
                    "flysnap continue %s (goes on to its end), or flysnap undo %s (takes it back)"
                            .formatted(run, run);
            case ONLY_BACK, HALF_UNDONE -> "flysnap undo %s (takes it back)".formatted(run);
        };
    }
}
