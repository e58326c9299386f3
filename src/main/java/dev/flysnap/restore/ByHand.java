package dev.flysnap.restore;

import dev.flysnap.model.MachineState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is left of the way back, as commands for a person who has no flysnap at hand. Pure. */
final class ByHand {
    private static final int MOST = 40;

    static List<String> commands(RestorePlan plan, RestoreState from) {
        List<String> commands = new ArrayList<>();
        RestoreState state = from;
        Optional<RestoreStep> step = plan.revert(state);
        while (step.isPresent() && commands.size() < MOST) {
            commands.addAll(commands(step.get(), " --app " + plan.app()));
            state = state.after(new RestoreEffect.Reached(done(step.get()), Instant.EPOCH));
            step = plan.revert(state);
        }
        return List.copyOf(commands);
    }

    private static List<String> commands(RestoreStep step, String app) {
        return switch (step) {
            case RestoreStep.ReturnMetadata(var machine, var metadata) ->
                    metadata.isEmpty()
                            ? List.of()
                            : List.of(
                                    "fly machine update "
                                            + machine
                                            + app
                                            + " --skip-start --yes"
                                            + words(metadata));
            case RestoreStep.StartOld(var before) ->
                    before.state().equals(MachineState.STARTED)
                            ? List.of("fly machine start " + before.id() + app)
                            : List.of();
            case RestoreStep.UncordonOld(var machine) ->
                    List.of("fly machine uncordon " + machine + app);
            case RestoreStep.CordonNew(var machine) ->
                    List.of("fly machine cordon " + machine + app);
            case RestoreStep.StopNew(var machine) -> List.of("fly machine stop " + machine + app);
            case RestoreStep.DeleteMachine(var machine) ->
                    List.of("fly machine destroy --force " + machine + app);
            case RestoreStep.DeleteVolume(var volume) ->
                    List.of("fly volumes destroy " + volume + " --yes" + app);
            default -> List.of();
        };
    }

    private static String words(java.util.Map<String, String> metadata) {
        StringBuilder words = new StringBuilder();
        metadata.forEach(
                (key, value) -> words.append(" --metadata ").append(key).append('=').append(value));
        return words.toString();
    }

    private static Milestone done(RestoreStep step) {
        return switch (step) {
            case RestoreStep.ReturnMetadata _ -> Milestone.OLD_METADATA_BACK;
            case RestoreStep.StartOld _ -> Milestone.OLD_STARTED_AGAIN;
            case RestoreStep.UncordonOld _ -> Milestone.OLD_UNCORDONED;
            case RestoreStep.CordonNew _ -> Milestone.NEW_CORDONED;
            case RestoreStep.WithdrawNew _ -> Milestone.NEW_WITHDRAWN;
            case RestoreStep.StopNew _ -> Milestone.NEW_STOPPED;
            case RestoreStep.DeleteMachine _ -> Milestone.MACHINE_DELETED;
            case RestoreStep.DeleteVolume _ -> Milestone.VOLUME_DELETED;
            default -> throw new IllegalArgumentException(step + " is no step of the way back");
        };
    }

    private ByHand() {}
}
