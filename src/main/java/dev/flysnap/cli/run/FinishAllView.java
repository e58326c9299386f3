package dev.flysnap.cli.run;

import dev.flysnap.cli.view.ProblemJson;
import dev.flysnap.cli.view.View;
import dev.flysnap.cli.view.VolumeCost;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.restore.finish.FinishPreview;
import dev.flysnap.restore.recovery.FinishAll;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the finish of all runs of an app removes, and afterwards what it removed. */
record FinishAllView(FinishAll.Outcome outcome) implements View {
    private record Document(
            AppName app,
            List<FinishView.Document> finished,
            List<ProblemJson> kept,
            List<ProblemJson> failed) {}

    /** Where nothing is to be removed. */
    static FinishAllView of(FinishAll.Plan plan) {
        return new FinishAllView(new FinishAll.Outcome(plan, List.of(), List.of()));
    }

    @Override
    public String text() {
        return "Done.";
    }

    @Override
    public Json json() {
        return Records.write(
                Document.class,
                new Document(
                        outcome.shown().app(),
                        outcome.finished().stream().map(FinishView.Document::of).toList(),
                        outcome.shown().kept().stream().map(ProblemJson::of).toList(),
                        outcome.problems().stream().map(ProblemJson::of).toList()));
    }

    /** What it is going to do. */
    static String preview(FinishAll.Plan plan) {
        List<String> lines = new ArrayList<>();
        lines.add("Finish of all runs of " + plan.app() + ":");
        for (FinishPreview item : plan.items()) {
            lines.add("  %s".formatted(item.run()));
            FinishView.removals(item).forEach(it -> lines.add("  " + it));
            if (item.hasNothingToDelete()) {
                lines.add("    nothing   all of it is removed already; only its end is recorded");
            }
            item.notes().forEach(it -> lines.add("    note      " + it));
        }
        if (plan.items().isEmpty()) {
            lines.add("  nothing   no run has left anything that can be removed");
        }
        plan.items().stream()
                .flatMap(it -> it.kept().stream())
                .distinct()
                .forEach(it -> lines.add("  keep      volume " + it + ", which the app has now"));
        plan.kept()
                .forEach(it ->
                        lines.add(
                                "  keep      %s %s %s".formatted(it.what(), it.why(), it.next())));
        savings(plan).forEach(lines::add);
        return String.join("\n", lines);
    }

    private static Stream<String> savings(FinishAll.Plan plan) {
        int sizeGb =
                plan.items().stream()
                        .flatMap(it -> it.volume().stream())
                        .mapToInt(it -> it.sizeGb())
                        .sum();
        return sizeGb == 0 ? Stream.empty() : Stream.of("  saves     " + VolumeCost.text(sizeGb));
    }
}
