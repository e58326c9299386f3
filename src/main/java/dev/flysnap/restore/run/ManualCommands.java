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

/** The remaining undo steps as fly commands, for somebody who has no flysnap at hand. Pure. */
public final class ManualCommands {
    private static final int MAX_COMMANDS = 40;

    /**
     * The end of a sentence: {@code , or by hand: …}, with a warning about what no command can do;
     * empty where nothing is left to undo.
     */
    static String describe(RestorePlan plan, RestoreState from) {
        List<String> commands = commands(plan, from);
        String warning = metadataWarning(plan, from);
        if (commands.isEmpty()) {
            return warning;
        }
        return ", or by hand: " + String.join("; ", commands) + warning;
    }

    /** flyctl has no command that deletes metadata. */
    private static String metadataWarning(RestorePlan plan, RestoreState from) {
        return from.has(Milestone.COMMITTED) && from.lacks(Milestone.NEW_METADATA_REMOVED)
                ? ". The machine %s then still bears the platform's metadata, by which a deploy starts it beside the old one: do not deploy before flysnap undo %s has taken that away"
                        .formatted(from.machine().map(MachineId::value).orElse(""), plan.run())
                : "";
    }

    /** Puts a machine that a cutover or a move took out of service back into service. */
    public static List<String> returnToService(RestoreTag.Old old, String app) {
        List<String> commands = new ArrayList<>();
        if (!old.metadata().isEmpty() || old.schedule().isPresent()) {
            commands.add(updateCommand(old.machine(), app, old.metadata(), old.schedule()));
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
        while (step.isPresent() && commands.size() < MAX_COMMANDS) {
            commands.addAll(commands(step.get(), " --app " + plan.app()));
            state = state.after(assumedEffect(step.get()));
            step = new RestoreRoute(plan, state).undo();
        }
        return List.copyOf(commands);
    }

    private static List<String> commands(RestoreStep step, String app) {
        return switch (step) {
            case RestoreStep.ReturnOldMetadata(var machine, var metadata) ->
                    metadata.isEmpty()
                            ? List.of()
                            : List.of(updateCommand(machine, app, metadata, Optional.empty()));
            case RestoreStep.StartOld(var before) -> restartCommands(before, app);
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

    private static List<String> restartCommands(Machine before, String app) {
        List<String> commands = new ArrayList<>();
        Optional<String> schedule = before.config().flatMap(it -> it.text("schedule"));
        if (schedule.isPresent()) {
            commands.add(updateCommand(before.id(), app, Map.of(), schedule));
        }
        if (before.state().equals(MachineState.STARTED)) {
            commands.add("fly machine start " + before.id() + app);
        }
        return commands;
    }

    private static String updateCommand(
            MachineId machine,
            String app,
            Map<String, String> metadata,
            Optional<String> schedule) {
        StringBuilder command =
                new StringBuilder("fly machine update " + machine + app + " --skip-start --yes");
        metadata.forEach((key, value) ->
                command.append(" --metadata ").append(ShellText.quoted(key + "=" + value)));
        schedule.ifPresent(it -> command.append(" --schedule ").append(ShellText.quoted(it)));
        return command.toString();
    }

    private static RestoreEffect assumedEffect(RestoreStep step) {
        return step instanceof RestoreStep.ToMilestone it
                ? new RestoreEffect.Reached(it.milestone(), Instant.EPOCH)
                : new RestoreEffect.UndoBegun(false, Set.of(), Instant.EPOCH);
    }

    private ManualCommands() {}
}
