package dev.flysnap.cli.copy;

import dev.flysnap.cli.view.ProblemJson;
import dev.flysnap.cli.view.Table;
import dev.flysnap.cli.view.View;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.retain.PrunePlan;
import dev.flysnap.portable.retain.RetentionDecision;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** What a prune kept and removed, or would. */
record PruneView(String store, PrunePlan plan, boolean isDryRun, Instant now) implements View {
    private record Document(
            String store,
            boolean dryRun,
            List<Entry> copies,
            List<String> unfinishedRemoved,
            List<ProblemJson> problems) {}

    private record Entry(String copy, String database, boolean kept, List<String> reasons) {}

    @Override
    public String text() {
        if (plan.decisions().isEmpty() && plan.orphans().isEmpty()) {
            return "No copies in %s.".formatted(store);
        }
        Table table = new Table(2);
        for (RetentionDecision decision : plan.decisions()) {
            CopyManifest copy = decision.copy();
            table.row(
                    decision.isKept() ? "keep" : "remove",
                    copy.history(),
                    CopyListView.age(copy, now),
                    decision.isKept() ? String.join(", ", decision.reasons()) : "no rule keeps it",
                    copy.content());
        }
        return Stream.of(table.text(), summary())
                .filter(it -> !it.isEmpty())
                .reduce((a, b) -> a + "\n" + b)
                .orElse("");
    }

    private String summary() {
        int removed = plan.removed().size();
        return "%s: %d of %d copies%s"
                .formatted(
                        isDryRun ? "would be removed" : "removed",
                        removed,
                        plan.decisions().size(),
                        plan.orphans().isEmpty()
                                ? ""
                                : ", and %d unfinished ones".formatted(plan.orphans().size()));
    }

    @Override
    public Json json() {
        return Records.write(
                Document.class,
                new Document(
                        store,
                        isDryRun,
                        plan.decisions().stream()
                                .map(it ->
                                        new Entry(
                                                it.copy().content().value(),
                                                it.copy().history(),
                                                it.isKept(),
                                                it.reasons()))
                                .toList(),
                        plan.orphans().stream().map(it -> it.object().name().value()).toList(),
                        plan.problems().stream().map(ProblemJson::of).toList()));
    }
}
