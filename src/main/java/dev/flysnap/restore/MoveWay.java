package dev.flysnap.restore;

import dev.flysnap.model.Machine;
import java.util.Optional;

/**
 * The steps of a move: the old machine is stopped first, and everything that it wrote is in the
 * snapshot; whether it stood still until the end is looked at last. Pure.
 */
final class MoveWay {

    static Optional<RestoreStep> next(RestorePlan plan, RestoreState state) {
        if (state.lacks(Milestone.CUTOVER_BEGUN)) {
            return Optional.of(new RestoreStep.BeginCutover(plan.replaced().map(Machine::id)));
        }
        return OldMachineWay.towardsStill(state)
                .or(() -> towardsSnapshot(plan, state))
                .or(() -> WayToVerified.next(plan, state))
                .or(() -> towardsCertainty(state))
                .or(() -> OldMachineWay.towardsStopped(state))
                .or(() -> plan.towardsService(state));
    }

    private static Optional<RestoreStep> towardsSnapshot(RestorePlan plan, RestoreState state) {
        if (state.still().isEmpty()) {
            return Optional.of(new RestoreStep.LookStill(state.old().orElseThrow().id()));
        }
        return state.taken().isEmpty()
                ? Optional.of(
                        new RestoreStep.TakeSnapshot(
                                plan.ownCreate().orElseThrow(), plan.sourceVolume()))
                : Optional.empty();
    }

    private static Optional<RestoreStep> towardsCertainty(RestoreState state) {
        return state.lacks(Milestone.STILL_CONFIRMED)
                ? state.still().map(RestoreStep.ConfirmStill::new)
                : Optional.empty();
    }

    private MoveWay() {}
}
