package dev.flysnap.restore;

import dev.flysnap.json.Json;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.restore.RestoreStep.BeginUndo.Reach;
import java.util.Optional;

/** The steps by which a restore or a move is taken back. Pure. */
final class BackWay {

    /** What comes before them, once in each process: a look whether they may be done. */
    static RestoreStep.BeginUndo beginning(RestoreState state) {
        Reach reach =
                state.unfenced() && state.lacks(Milestone.OLD_CORDONED)
                        ? Reach.UNFENCED
                        : Reach.BEFORE_COMMIT;
        if (state.has(Milestone.COMMITTED)) {
            boolean serving = state.has(Milestone.IN_SERVICE) || state.unfenced();
            reach = serving ? Reach.SERVING : Reach.COMMITTED;
        }
        return new RestoreStep.BeginUndo(state.old().map(Machine::id), reach, state.beside());
    }

    /** The old machine goes back to work first, then what this run made is removed. */
    static Optional<RestoreStep> beforeCommit(RestoreState state, Json.Obj appConfig) {
        return oldBackToWork(state, appConfig).or(() -> removed(state));
    }

    /**
     * The new machine stops for good, the old one goes back to work. The new volume stays, with
     * what was written to it.
     */
    static Optional<RestoreStep> afterCommit(RestoreState state, Json.Obj appConfig) {
        MachineId machine = state.machine().orElseThrow();
        if (state.lacks(Milestone.NEW_CORDONED)) {
            return Optional.of(new RestoreStep.CordonNew(machine));
        }
        if (state.lacks(Milestone.NEW_WITHDRAWN)) {
            return Optional.of(new RestoreStep.WithdrawNew(machine));
        }
        if (state.lacks(Milestone.NEW_STOPPED)) {
            return Optional.of(new RestoreStep.StopNew(machine));
        }
        return oldBackToWork(state, appConfig);
    }

    static Optional<RestoreStep> oldBackToWork(RestoreState state, Json.Obj appConfig) {
        return state.oldStays().orElse(false)
                ? Optional.empty()
                : OldMachineWay.backToWork(state, appConfig);
    }

    private static Optional<RestoreStep> removed(RestoreState state) {
        if (state.machine().isPresent() && state.lacks(Milestone.MACHINE_DELETED)) {
            return Optional.of(new RestoreStep.DeleteMachine(state.machine().get()));
        }
        if (state.volume().isPresent() && state.lacks(Milestone.VOLUME_DELETED)) {
            return Optional.of(new RestoreStep.DeleteVolume(state.volume().get()));
        }
        return Optional.empty();
    }

    private BackWay() {}
}
