package dev.flysnap.snapshot;

import dev.flysnap.hook.Grade;
import dev.flysnap.hook.Labels;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How one volume is going to be snapshotted: decided before anything is touched, and all that is
 * needed to go on with it after a crash. May hold secrets of the machine's config.
 *
 * @param machine the one that the volume is attached to
 * @param asksHook whether the hook is asked
 * @param policy what to do when the hook does not work
 * @param minGrade the least that the snapshot must be worth; absent = what the hook's answer
 *     promises
 * @param retainDays how long Fly shall keep this snapshot; absent = as the volume is set
 */
public record CreatePlan(
        RunId run,
        AppName app,
        Volume volume,
        Optional<Machine> machine,
        boolean asksHook,
        QuiescePolicy policy,
        HoldUntil holdUntil,
        Duration holdMax,
        List<String> databases,
        Optional<Grade> minGrade,
        Labels labels,
        Optional<Integer> retainDays,
        Duration timeout) {
    static final int MOST_REFUSALS = 5;

    Optional<CreateStep> forward(CreateState state) {
        if (state.requested().isEmpty()) {
            return Optional.of(towardsTheRequest(state));
        }
        if (state.isHeld() && state.reached().compareTo(holdUntil) >= 0) {
            return Optional.of(new CreateStep.Release(state.lease()));
        }
        CreateEffect.Requested requested = state.requested().get();
        if (state.snapshot().isEmpty()) {
            return Optional.of(new CreateStep.FindNew(requested.before(), requested.hint()));
        }
        SnapshotId snapshot = state.snapshot().get();
        if (holdUntil == HoldUntil.RUNNING && state.isHeld()) {
            return Optional.of(new CreateStep.AwaitRunning(snapshot));
        }
        if (state.created().isEmpty()) {
            return Optional.of(
                    new CreateStep.AwaitCreated(snapshot, requested.before(), requested.hint()));
        }
        if (owed(state).isPresent()) {
            return owed(state);
        }
        return state.after().isEmpty() ? Optional.of(new CreateStep.LookAfter()) : Optional.empty();
    }

    /** The volume's retention has to be put back, as far as the journal knows. */
    boolean owesRetention(CreateState state) {
        return owed(state).isPresent();
    }

    private Optional<CreateStep> owed(CreateState state) {
        return state.retention()
                .filter(it -> !it.restored() && !retainDays.equals(Optional.of(it.before())))
                .map(it -> new CreateStep.RestoreRetention(it.before(), retainDays.orElseThrow()));
    }

    private CreateStep towardsTheRequest(CreateState state) {
        if (retainDays.isPresent() && state.retention().isEmpty()) {
            return new CreateStep.LookAtRetention();
        }
        if (owesRetention(state) && !state.retention().map(Retention::set).orElse(true)) {
            return new CreateStep.SetRetention(retainDays.orElseThrow());
        }
        if (state.lookAgain()) {
            return new CreateStep.LookBefore();
        }
        String attempt = run + "/" + state.attempt() + "." + state.refusals();
        if (asksHook && !state.isQuiescedFor(attempt)) {
            return new CreateStep.Quiesce(attempt);
        }
        return new CreateStep.RequestSnapshot(volume.id(), state.before().orElseThrow().ids());
    }

    /** A snapshot cannot be taken back; writers must be let go, and the volume's setting too. */
    Optional<CreateStep> back(CreateState state) {
        return state.isHeld() ? Optional.of(new CreateStep.Release(state.lease())) : owed(state);
    }
}
