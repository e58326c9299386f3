package dev.flysnap.restore.run;

import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.problem.ShellText;
import dev.flysnap.restore.model.Milestone;
import dev.flysnap.restore.model.RestoreEffect;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreState;
import dev.flysnap.restore.model.RestoreStep;
import dev.flysnap.restore.route.RestoreRoute;
import dev.flysnap.tags.RestoreTag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is left of the way back, as commands for a person who has no flysnap at hand. Pure. */
public final class ManualCommands {
    private static final int MOST = 40;

    /**
     * To go on a sentence with: {@code , or by hand: …}; empty where nothing is left to do. What no
     * command does is said after them.
     */
    static String words(RestorePlan plan, RestoreState from) {
        List<String> commands = commands(plan, from);
        String left = keepsMetadata(plan, from);
        if (commands.isEmpty()) {
            return left;
        }
        return ", or by hand: " + String.join("; ", commands) + left;
    }

    /** flyctl has no command that takes metadata away. */
    private static String keepsMetadata(RestorePlan plan, RestoreState from) {
        return from.has(Milestone.COMMITTED) && from.lacks(Milestone.NEW_WITHDRAWN)
                ? ". The machine %s then still bears the platform's metadata, by which a deploy starts it beside the old one: do not deploy before flysnap undo %s has taken that away"
                        .formatted(from.machine().map(MachineId::value).orElse(""), plan.run())
                : "";
    }

    /** Puts a machine back to work that a cutover or a move took out of service. */
    public static List<String> backToWork(RestoreTag.Old old, String app) {
        List<String> commands = new ArrayList<>();
        if (!old.metadata().isEmpty() || old.schedule().isPresent()) {
            commands.add(update(old.machine(), app, old.metadata(), old.schedule()));
        }
        if (old.started()) {
            commands.add("fly machine start " + old.machine() + app);
        }
        commands.add("fly machine uncordon " + old.machine() + app);
        return commands;
    }

    static List<String> commands(RestorePlan plan, RestoreState from) {
        List<String> commands = new ArrayList<>();
        RestoreState state = from;
        Optional<RestoreStep> step = new RestoreRoute(plan, state).undo();
        while (step.isPresent() && commands.size() < MOST) {
            commands.addAll(commands(step.get(), " --app " + plan.app()));
            state = state.after(done(step.get()));
            step = new RestoreRoute(plan, state).undo();
        }
        return List.copyOf(commands);
    }

    private static List<String> commands(RestoreStep step, String app) {
        return switch (step) {
            case RestoreStep.ReturnOldMetadata(var machine, var metadata) ->
                    metadata.isEmpty()
                            ? List.of()
                            : List.of(update(machine, app, metadata, Optional.empty()));
            case RestoreStep.StartOld(var before) -> startAgain(before, app);
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

    private static List<String> startAgain(Machine before, String app) {
        List<String> commands = new ArrayList<>();
        Optional<String> schedule = before.config().flatMap(it -> it.text("schedule"));
        if (schedule.isPresent()) {
            commands.add(update(before.id(), app, Map.of(), schedule));
        }
        if (before.state().equals(MachineState.STARTED)) {
            commands.add("fly machine start " + before.id() + app);
        }
        return commands;
    }

    private static String update(
            MachineId machine,
            String app,
            Map<String, String> metadata,
            Optional<String> schedule) {
        StringBuilder words =
                new StringBuilder("fly machine update " + machine + app + " --skip-start --yes");
        metadata.forEach(
                (key, value) -> words.append(" --metadata ").append(quoted(key + "=" + value)));
        schedule.ifPresent(it -> words.append(" --schedule ").append(quoted(it)));
        return words.toString();
    }

    /** As a shell reads it as one word. */
    private static String quoted(String word) {
        return ShellText.quoted(word);
    }

    private static RestoreEffect done(RestoreStep step) {
        return step instanceof RestoreStep.ToMilestone it
                ? new RestoreEffect.Reached(it.milestone(), Instant.EPOCH)
                : new RestoreEffect.UndoBegun(false, Set.of(), Instant.EPOCH);
    }

    private ManualCommands() {}
}
