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

/** What a cleanup removes and leaves. */
final class CleanupView {
    /** What goes: all of what a run left, or one machine or volume. */
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

    /**
     * @param field what the items are called: {@code would_remove} or {@code removed}
     */
    static Json.Obj json(String field, List<Cleanup.Item> items, List<Problem> problems) {
        return Json.Obj.empty()
                .with(field, new Json.Arr(items.stream().<Json>map(CleanupView::json).toList()))
                .with(
                        "problems",
                        new Json.Arr(
                                problems.stream()
                                        .<Json>map(problem ->
                                                Records.write(
                                                        ProblemJson.class, ProblemJson.of(problem)))
                                        .toList()));
    }

    static Json.Obj json(Cleanup.Item item) {
        return Records.write(ItemJson.class, ItemJson.of(item));
    }

    static String plan(Cleanup.Plan plan) {
        StringBuilder words = new StringBuilder("Cleanup of " + plan.app() + ":");
        plan.items().forEach(item -> words.append("\n  ").append(itemText(item)));
        if (plan.items().isEmpty()) {
            words.append("\n  nothing was left behind that can go");
        }
        plan.leftAlone()
                .forEach(problem ->
                        words.append(
                                "\n  leave   %s %s\n          next: %s"
                                        .formatted(problem.what(), problem.why(), problem.next())));
        return words.toString();
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
