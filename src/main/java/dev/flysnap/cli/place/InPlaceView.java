package dev.flysnap.cli.place;

import dev.flysnap.cli.view.ByteSizes;
import dev.flysnap.cli.view.View;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.restore.inplace.InPlace;
import dev.flysnap.restore.inplace.InPlacePlan;
import dev.flysnap.time.TimeText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A restore in place, before and after. */
record InPlaceView(String state, String text, InPlacePlan plan, boolean isUndo) implements View {
    private record Document(
            RunId run, AppName app, MachineId machine, String state, List<Database> databases) {}

    private record Database(String name, String path, String from, long bytes, String setAside) {}

    static InPlaceView planned(InPlacePlan plan) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "Bring back in place, in machine %s of %s:".formatted(plan.machine(), plan.app()));
        for (InPlacePlan.Replaced each : plan.databases()) {
            lines.add(
                    "  replace   %s (%s%s)"
                            .formatted(
                                    each.copy().database(),
                                    each.path(),
                                    each.bytes().map(it -> ", " + ByteSizes.text(it)).orElse("")));
            lines.add(
                    "  by        %s, %s"
                            .formatted(
                                    each.copy().address(),
                                    ByteSizes.text(each.copy().content().bytes())));
            each.copy()
                    .completeUntil()
                    .ifPresent(it ->
                            lines.add(
                                    "            it has every commit acknowledged before %s; later ones are only in the old one"
                                            .formatted(TimeText.of(it))));
            lines.add("  keep      the old one as %s".formatted(plan.setAside(each)));
        }
        lines.add(
                "  the app   stops, and starts again; if it does not come up, the old data comes back");
        return new InPlaceView("planned", String.join("\n", lines), plan, false);
    }

    static InPlaceView done(InPlacePlan plan) {
        return new InPlaceView(
                "done",
                """
                %s runs on the data that %s brought back.
                %s
                Undo it: flysnap undo %s. Delete the old data: flysnap finish %s\
                """
                        .formatted(
                                plan.app(),
                                plan.run(),
                                kept(plan, plan::setAside),
                                plan.run(),
                                plan.run()),
                plan,
                false);
    }

    private static String kept(InPlacePlan plan, Function<InPlacePlan.Replaced, String> where) {
        return String.join(
                "\n",
                plan.databases().stream()
                        .map(it ->
                                "  kept      %s as %s"
                                        .formatted(it.copy().database(), where.apply(it)))
                        .toList());
    }

    static String toUndo(InPlace.Standing undo) {
        InPlacePlan plan = undo.plan();
        if (!undo.isReplaced()) {
            return "Undo %s: delete what it has sent to machine %s; if it has replaced databases, bring the old ones back."
                    .formatted(plan.run(), plan.machine());
        }
        List<String> lines = new ArrayList<>();
        lines.add(
                "Undo %s, in machine %s of %s:".formatted(plan.run(), plan.machine(), plan.app()));
        for (InPlacePlan.Replaced each : plan.databases()) {
            lines.add("  back      %s from %s".formatted(each.path(), plan.setAside(each)));
            lines.add(
                    "  goes out  what the app has written since: it is kept as %s"
                            .formatted(plan.setAsideByUndo(each)));
        }
        lines.add("  the app   stops, and starts again");
        return String.join("\n", lines);
    }

    static InPlaceView undone(InPlace.Standing undo) {
        InPlacePlan plan = undo.plan();
        return new InPlaceView(
                "undone",
                undo.isReplaced()
                        ? """
                        %s runs on the data from before %s.
                        %s
                        Delete that: flysnap finish %s --discard-writes\
                        """
                                .formatted(
                                        plan.app(),
                                        plan.run(),
                                        kept(plan, plan::setAsideByUndo),
                                        plan.run())
                        : "%s is undone: %s runs on its old data."
                                .formatted(plan.run(), plan.app()),
                plan,
                true);
    }

    static String toFinish(InPlace.Standing finish) {
        InPlacePlan plan = finish.plan();
        return String.join(
                "\n",
                plan.databases().stream()
                        .map(it ->
                                "  delete    %s"
                                        .formatted(
                                                finish.isUndone()
                                                        ? plan.setAsideByUndo(it)
                                                        : plan.setAside(it)))
                        .toList());
    }

    static InPlaceView finished(InPlace.Standing finish) {
        return new InPlaceView(
                "finished",
                "What %s had set aside is deleted.".formatted(finish.plan().run()),
                finish.plan(),
                finish.isUndone());
    }

    @Override
    public Json json() {
        return Records.write(
                Document.class,
                new Document(
                        plan.run(),
                        plan.app(),
                        plan.machine(),
                        state,
                        plan.databases().stream()
                                .map(it ->
                                        new Database(
                                                it.copy().database(),
                                                it.path(),
                                                it.copy().address(),
                                                it.copy().content().bytes(),
                                                isUndo
                                                        ? plan.setAsideByUndo(it)
                                                        : plan.setAside(it)))
                                .toList()));
    }
}
