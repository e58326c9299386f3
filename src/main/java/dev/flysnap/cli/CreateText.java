package dev.flysnap.cli;

import dev.flysnap.contract.DatabaseState;
import dev.flysnap.hook.Labels;
import dev.flysnap.hook.Receipt;
import dev.flysnap.json.Json;
import dev.flysnap.model.Machine;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.snapshot.Accepted;
import dev.flysnap.snapshot.CreatePlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A create in words, or as JSON. A machine's config can hold secrets, so it is in neither. */
final class CreateText {
    private final CreatePlan plan;

    CreateText(CreatePlan plan) {
        this.plan = plan;
    }

    String plan() {
        return String.join(
                "\n",
                "Plan:",
                "  volume    %s (%s, %d GB, %s) of %s"
                        .formatted(
                                plan.volume().id(),
                                plan.volume().name(),
                                plan.volume().sizeGb(),
                                plan.volume().region(),
                                plan.app()),
                "  machine   " + machine(),
                "  quiesce   " + (plan.asksHook() ? "by the hook on that machine" : "none"),
                "  kept for  "
                        + plan.retainDays()
                                .map(it -> it + " days; the volume's setting is put back")
                                .orElse(
                                        plan.volume()
                                                .snapshotRetentionDays()
                                                .map(it -> it + " days")
                                                .orElse("as long as the volume is set to")));
    }

    static String done(Receipt receipt) {
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
                            + receipt.databases().stream()
                                    .map(CreateText::database)
                                    .collect(Collectors.joining(", ")));
        }
        receipt.times()
                .holdsAllBefore()
                .ifPresent(at ->
                        lines.add(
                                "  holds     every commit acknowledged before "
                                        + Moments.words(at)));
        receipt.heldMs()
                .ifPresent(ms -> lines.add("  held      writers were off for " + ms + " ms"));
        lines.add(
                "  stored    "
                        + Sizes.words(receipt.storedBytes())
                        + receipt.retentionDays()
                                .map(days -> ", kept for " + days + " days")
                                .orElse(""));
        receipt.labels().ifPresent(it -> lines.add("  labels    " + new Labels(it)));
        lines.add("  known by  " + receipt.foundBy());
        receipt.limits().forEach(it -> lines.add("  note      " + it));
        receipt.warnings().forEach(it -> lines.add("  warning   " + it));
        lines.add("  run       " + receipt.run());
        return String.join("\n", lines);
    }

    static String accepted(Accepted accepted) {
        CreatePlan plan = accepted.plan();
        return String.join(
                "\n",
                "Fly has accepted the snapshot%s of %s; it is not finished, and nothing is proven yet."
                        .formatted(
                                accepted.snapshot().map(it -> " " + it).orElse(""),
                                plan.volume().id()),
                "  run       " + plan.run(),
                "  next      flysnap continue "
                        + plan.run()
                        + ": waits for the end, and says what the snapshot is worth");
    }

    static Json.Obj json(Accepted accepted) {
        CreatePlan plan = accepted.plan();
        return Json.Obj.empty()
                .with("state", "accepted")
                .with("run", plan.run().value())
                .with("app", plan.app().value())
                .with("volume", plan.volume().id().value())
                .withText("snapshot", accepted.snapshot().map(SnapshotId::value))
                .withText("requested_at", accepted.requestedAt().map(Instant::toString))
                .with("next", "flysnap continue " + plan.run());
    }

    /** The receipt, and that there is nothing to wait for. */
    static Json.Obj json(Receipt receipt) {
        return receipt.json().with("state", "created");
    }

    Json.Obj planJson() {
        return Json.Obj.empty()
                .with("app", plan.app().value())
                .with("volume", plan.volume().id().value())
                .withText("machine", plan.machine().map(it -> it.id().value()))
                .with("asks_hook", plan.asksHook());
    }

    private String machine() {
        return plan.machine().map(CreateText::machine).orElse("none: the volume is not attached");
    }

    private static String machine(Machine machine) {
        return machine.id() + " (" + machine.state() + ")";
    }

    private static String database(DatabaseState database) {
        return "%s (%s)".formatted(database.name(), database.journalMode());
    }
}
