package dev.flysnap.cli.run;

import dev.flysnap.cli.view.ProblemJson;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.recovery.Cleanup;
import dev.flysnap.restore.run.UndoPreview;
import java.util.List;
import java.util.Optional;

/** What a cleanup removes, and what it does not touch. */
final class CleanupView {
    /** Everything that one run left behind, or one machine or volume. */
    private record ItemJson(
            Optional<RunId> run,
            Optional<MachineId> machine,
            Optional<VolumeId> volume,
            Optional<MachineId> startsMachine) {
        static ItemJson of(Cleanup.Item item) {
            return switch (item) {
                case Cleanup.Item.OfRun(var run, var undo) ->
                        new ItemJson(
                                Optional.of(run.id()),
                                undo.newMachine(),
                                undo.newVolume(),
                                undo.old().filter(_ -> !undo.oldStays()));
                case Cleanup.Item.NamedMachine(var machine) ->
                        new ItemJson(
                                Optional.empty(),
                                Optional.of(machine.id()),
                                Optional.empty(),
                                Optional.empty());
                case Cleanup.Item.NamedVolume(var volume) ->
                        new ItemJson(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(volume.id()),
                                Optional.empty());
            };
        }
    }

    private record PlanDocument(List<ItemJson> wouldRemove, List<ProblemJson> problems) {}

    private record OutcomeDocument(List<ItemJson> removed, List<ProblemJson> problems) {}

    static Json json(Cleanup.Plan plan) {
        return Records.write(
                PlanDocument.class,
                new PlanDocument(items(plan.items()), problems(plan.leftAlone())));
    }

    static Json json(Cleanup.Outcome outcome) {
        return Records.write(
                OutcomeDocument.class,
                new OutcomeDocument(items(outcome.removed()), problems(outcome.problems())));
    }

    private static List<ItemJson> items(List<Cleanup.Item> items) {
        return items.stream().map(ItemJson::of).toList();
    }

    private static List<ProblemJson> problems(List<Problem> problems) {
        return problems.stream().map(ProblemJson::of).toList();
    }

    static String plan(Cleanup.Plan plan) {
        StringBuilder text = new StringBuilder("Cleanup of " + plan.app() + ":");
        plan.items().forEach(item -> text.append("\n  ").append(itemText(item)));
        if (plan.items().isEmpty()) {
            text.append("\n  there is nothing to remove");
        }
        plan.leftAlone()
                .forEach(problem ->
                        text.append(
                                "\n  leave   %s %s\n          next: %s"
                                        .formatted(problem.what(), problem.why(), problem.next())));
        return text.toString();
    }

    private static String itemText(Cleanup.Item item) {
        return switch (item) {
            case Cleanup.Item.OfRun(var run, var undo) ->
                    "undo    %s %s: removes machine %s and volume %s%s"
                            .formatted(
                                    run.kind(),
                                    run.id(),
                                    undo.newMachine().map(it -> it.value()).orElse("none"),
                                    undo.newVolume().map(it -> it.value()).orElse("none"),
                                    undo.old().map(it -> itemText(undo, it)).orElse(""));
            case Cleanup.Item.NamedMachine(var machine) ->
                    "remove  machine %s (%s, %s)"
                            .formatted(machine.id(), machine.name(), machine.state());
            case Cleanup.Item.NamedVolume(var volume) ->
                    "remove  volume %s (%s, %d GB, unattached)"
                            .formatted(volume.id(), volume.name(), volume.sizeGb());
        };
    }

    private static String itemText(UndoPreview undo, MachineId old) {
        return undo.oldStays()
                ? "; leaves old machine " + old + " as it is"
                : "; starts machine " + old + " again, with its metadata";
    }

    private CleanupView() {}
}
