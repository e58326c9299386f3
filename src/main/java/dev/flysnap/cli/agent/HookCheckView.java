package dev.flysnap.cli.agent;

import dev.flysnap.cli.view.Table;
import dev.flysnap.cli.view.View;
import dev.flysnap.hook.check.HookCheckup;
import dev.flysnap.hook.check.HookFinding;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import java.util.ArrayList;
import java.util.List;

/** Which rules of the contract a hook keeps, and the level that it reaches. */
record HookCheckView(HookCheckup checkup) implements View {
    private record Document(
            int claims, List<String> databases, List<HookFinding> findings, int reaches) {}

    private static final int MAX_NAMED = 50;

    @Override
    public String text() {
        Table table = new Table();
        for (HookFinding finding : checkup.findings()) {
            table.row("  " + outcomeText(finding), finding.rule());
            if (!finding.seen().isEmpty()) {
                table.row("", finding.seen());
            }
        }
        List<String> lines = new ArrayList<>(table.text().lines().toList());
        lines.add(databases(checkup.databases()));
        lines.add(
                "It says level %d and reaches level %d."
                        .formatted(checkup.claims(), checkup.reachedLevel()));
        return String.join("\n", lines);
    }

    @Override
    public Json json() {
        return Records.write(
                Document.class,
                new Document(
                        checkup.claims(),
                        checkup.databases(),
                        checkup.findings(),
                        checkup.reachedLevel()));
    }

    private static String databases(List<String> names) {
        if (names.isEmpty()) {
            return "It names no database.";
        }
        int more = names.size() - MAX_NAMED;
        return "It has %s%s."
                .formatted(
                        String.join(", ", names.subList(0, Math.min(names.size(), MAX_NAMED))),
                        more > 0 ? ", and %d more (--json names all)".formatted(more) : "");
    }

    private static String outcomeText(HookFinding finding) {
        return switch (finding.outcome()) {
            case KEPT -> "kept";
            case BROKEN -> "BROKEN";
            case NOT_TRIED -> "not tried";
        };
    }
}
