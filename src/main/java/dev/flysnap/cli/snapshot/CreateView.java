package dev.flysnap.cli.snapshot;

import dev.flysnap.cli.view.ByteSizes;
import dev.flysnap.cli.view.View;
import dev.flysnap.contract.DatabaseState;
import dev.flysnap.json.Json;
import dev.flysnap.model.sqlite.ReplicatedDatabase;
import dev.flysnap.problem.Count;
import dev.flysnap.problem.ShortList;
import dev.flysnap.proof.Coverage;
import dev.flysnap.proof.Labels;
import dev.flysnap.proof.Receipt;
import dev.flysnap.time.TimeText;
import java.util.ArrayList;
import java.util.List;

/** The receipt of a snapshot that is created. */
public record CreateView(Receipt receipt) implements View {
    @Override
    public String text() {
        return receiptText(receipt);
    }

    /** The receipt, and that the snapshot is finished. */
    @Override
    public Json.Obj json() {
        return receipt.json().with("state", "created");
    }

    static String receiptText(Receipt receipt) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "Snapshot %s is created, grade %s.".formatted(receipt.snapshot(), receipt.grade()));
        lines.add(
                "  volume    %s (%s, %s)"
                        .formatted(
                                receipt.volume().id(),
                                receipt.volume().name(),
                                receipt.volume().region()));
        if (!receipt.databases().isEmpty()) {
            lines.add(
                    "  quiesced  "
                            + ShortList.text(
                                    receipt.databases().stream()
                                            .map(CreateView::database)
                                            .toList()));
        }
        receipt.coverage()
                .flatMap(Coverage::summary)
                .ifPresent(it -> lines.add("  others    " + it));
        receipt.coverage()
                .flatMap(Coverage::replicated)
                .ifPresent(it ->
                        lines.add(
                                "  replica   Litestream replicates %s; create cuts no WAL of its"
                                        .formatted(
                                                ShortList.text(
                                                        it.stream()
                                                                .map(ReplicatedDatabase::toString)
                                                                .toList()))));
        receipt.times()
                .holdsAllBefore()
                .ifPresent(at ->
                        lines.add(
                                "  holds     every commit acknowledged before " + TimeText.of(at)));
        receipt.heldMs()
                .ifPresent(ms -> lines.add("  held      writers were off for " + ms + " ms"));
        lines.add(
                "  stored    "
                        + ByteSizes.text(receipt.storedBytes())
                        + receipt.retentionDays()
                                .map(days ->
                                        ", kept for %s, and no longer than the app"
                                                .formatted(Count.of(days, "day")))
                                .orElse(""));
        receipt.labels().ifPresent(it -> lines.add("  labels    " + new Labels(it)));
        lines.add("  known by  " + receipt.foundBy());
        receipt.checked().ifPresent(it -> lines.addAll(CheckedView.lines(it)));
        receipt.limits().forEach(it -> lines.add("  note      " + it));
        receipt.warnings().forEach(it -> lines.add("  warning   " + it));
        lines.add("  run       " + receipt.run());
        return String.join("\n", lines);
    }

    private static String database(DatabaseState database) {
        return "%s (%s)".formatted(database.name(), database.journalMode());
    }
}
