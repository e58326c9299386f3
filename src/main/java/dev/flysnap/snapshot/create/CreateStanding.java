package dev.flysnap.snapshot.create;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Resumed;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.CreateState;
import dev.flysnap.snapshot.plan.CreateStep;
import dev.flysnap.snapshot.plan.HoldUntil;
import java.util.Optional;

/**
 * What a create that was interrupted has done, and how it goes on, in words: from the journal
 * alone.
 *
 * @param open the step that was begun, and may have happened
 */
record CreateStanding(CreatePlan plan, CreateState state, Optional<CreateStep> open) {
    /** Neither a snapshot nor a setting depends on the run any more. */
    boolean hasLeftNothing() {
        return !mayHaveRequested()
                && state.result().created().isEmpty()
                && !plan.mustRestoreRetention(state);
    }

    /** The process was asked to stop. */
    Problem interrupted() {
        return CreateProblems.retentionLeft(
                new Problem(
                        "interrupted",
                        ExitCode.INTERRUPTED,
                        "Interrupted. " + words(),
                        "The run %s was asked to stop.".formatted(plan.run()),
                        hasLeftNothing() ? "Run it again" : next()),
                plan,
                state);
    }

    /** The same, repeated by a later command. */
    Problem leftInterrupted() {
        return CreateProblems.retentionLeft(
                new Problem(
                        "run-interrupted",
                        ExitCode.INTERRUPTED,
                        "The create %s was interrupted. When it stopped, it said: %s"
                                .formatted(plan.run(), words()),
                        "It is neither finished nor given up.",
                        next()),
                plan,
                state);
    }

    private String next() {
        return "See how it ends: flysnap continue %s; or give it up: flysnap undo %s"
                .formatted(plan.run(), plan.run());
    }

    private boolean mayHaveRequested() {
        return state.isUnfinished() || isOpen(CreateStep.RequestSnapshot.class);
    }

    private String words() {
        if (state.requested().isPresent() || state.result().created().isPresent()) {
            return CreateProblems.snapshotWords(plan, state).strip() + hold();
        }
        String request =
                mayHaveRequested()
                        ? "A snapshot of %s may have been requested."
                        : "No snapshot of %s was requested.";
        boolean touched = state.hold().answered().isPresent() || isOpen(CreateStep.Quiesce.class);
        return request.formatted(plan.volume().id())
                + (touched ? hold() : " The app was not touched.");
    }

    /** A hook that did not answer may hold; a hold ends by itself. */
    private String hold() {
        boolean isUnknown =
                isOpen(CreateStep.Quiesce.class)
                        || isOpen(CreateStep.Release.class)
                        || state.hold()
                                .released()
                                .filter(it -> it.how() instanceof Resumed.Unknown)
                                .isPresent();
        if (!plan.asksHook() || plan.holdUntil() == HoldUntil.QUIESCED) {
            return "";
        }
        return isUnknown
                ? " The hook may still hold writers; that ends by itself within %d s."
                        .formatted(plan.holdMax().toSeconds())
                : " No writer is held.";
    }

    private boolean isOpen(Class<? extends CreateStep> step) {
        return open.filter(step::isInstance).isPresent();
    }
}
