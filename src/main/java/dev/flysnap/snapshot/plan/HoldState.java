package dev.flysnap.snapshot.plan;

import dev.flysnap.proof.Quiesced;
import java.util.Optional;

/**
 * The state of the quiesce and its hold.
 *
 * @param answered the hook's last answer, to whichever attempt
 * @param failed the attempt that continued without the hook
 * @param lost whether the process that had the hold is gone
 */
public record HoldState(
        Optional<CreateEffect.HookAnswered> answered,
        Optional<CreateEffect.HookFailed> failed,
        Optional<CreateEffect.Released> released,
        boolean lost) {
    static final HoldState START =
            new HoldState(Optional.empty(), Optional.empty(), Optional.empty(), false);

    HoldState after(CreateEffect.HookAnswered effect) {
        return new HoldState(Optional.of(effect), failed, Optional.empty(), false);
    }

    HoldState after(CreateEffect.HookFailed effect) {
        return new HoldState(answered, Optional.of(effect), released, lost);
    }

    HoldState after(CreateEffect.Released effect) {
        return new HoldState(answered, failed, Optional.of(effect), lost);
    }

    /** No hold outlives its process. */
    HoldState takenUp() {
        return new HoldState(answered, failed, released, isHeld());
    }

    Optional<Quiesced> quiesced() {
        return answered.map(CreateEffect.HookAnswered::quiesced);
    }

    /** Writers are held by this run's lease, which has not been released yet. */
    boolean isHeld() {
        return !lost && released.isEmpty() && quiesced().map(Quiesced::isHolding).orElse(false);
    }

    String lease() {
        return quiesced().orElseThrow().lease();
    }

    /** A quiesce counts only for the attempt that requested it. */
    boolean isQuiescedFor(String attempt) {
        return answered.filter(effect -> effect.attempt().equals(attempt)).isPresent()
                || failed.filter(effect -> effect.attempt().equals(attempt)).isPresent();
    }
}
