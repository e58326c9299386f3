package dev.flysnap.cli.drill;

import dev.flysnap.cli.view.View;
import dev.flysnap.drill.DrillCheck;
import dev.flysnap.drill.DrillReport;
import dev.flysnap.drill.DrillStep;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonName;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.Count;
import dev.flysnap.restore.verify.Verdict;
import dev.flysnap.time.DurationText;
import dev.flysnap.time.TimeText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a drill found. */
public record DrillView(DrillReport report) implements View {
    private record Document(
            AppName app,
            RunId run,
            Instant at,
            String outcome,
            String source,
            Optional<Instant> takenAt,
            Region region,
            long rtoMs,
            Optional<Long> maxRtoMs,
            Optional<Long> rpoMs,
            Optional<String> rpoBasis,
            Optional<Long> maxRpoMs,
            Optional<Long> lostRows,
            List<Check> checks,
            List<Step> steps,
            long tookMs,
            @JsonName("about_dollars") BigDecimal dollars,
            Verdict verdict) {}

    private record Check(
            String group, String name, boolean met, String seen, Optional<String> failure) {}

    private record Step(String phase, long afterMs, long tookMs) {}

    @Override
    public String text() {
        List<String> lines = new ArrayList<>();
        lines.add("Drill of %s %s.".formatted(report.app(), report.passed() ? "passed" : "FAILED"));
        lines.add(
                "  restored  %s%s, in %s"
                        .formatted(
                                report.source(),
                                report.takenAt().map(it -> " of " + TimeText.of(it)).orElse(""),
                                report.region()));
        lines.add(
                "  RTO       %s from the start until the data was verified%s"
                        .formatted(DurationText.of(report.rto()), budget(report.maxRto())));
        lines.add(
                "  RPO       "
                        + report.rpo()
                                .map(it ->
                                        "%s is the age of the newest data that a restore brings back (%s)%s"
                                                .formatted(
                                                        DurationText.of(it.age()),
                                                        it.basis(),
                                                        budget(report.maxRpo())))
                                .orElse("unknown"));
        report.lostRows()
                .ifPresent(it ->
                        lines.add(
                                "  lost      %s of the canary, written since"
                                        .formatted(Count.of(it, "row"))));
        lines.add("  steps     " + steps());
        for (DrillCheck check : report.checks()) {
            lines.add(
                    check.isMet()
                            ? "  ok        %s: %s".formatted(check.name(), check.seen())
                            : "  FAILED    %s: %s"
                                    .formatted(check.name(), check.failure().orElseThrow()));
        }
        lines.add("  removed   all that was made, after " + DurationText.of(report.took()));
        lines.add(
                String.format(
                        Locale.ROOT,
                        "  cost      about $%.4f (prices of %s)",
                        report.cost().dollars(),
                        report.cost().pricesOf()));
        lines.add("  run       " + report.run());
        return String.join("\n", lines);
    }

    private static String budget(Optional<Duration> budget) {
        return budget.map(it -> ", budget " + DurationText.of(it)).orElse("");
    }

    private String steps() {
        long total = Math.max(1, report.took().toMillis());
        return Arrays.stream(DrillStep.Phase.values())
                .filter(it -> report.took(it).isPositive())
                .map(it ->
                        "%s %s (%d %%)"
                                .formatted(
                                        it.label(),
                                        DurationText.of(report.took(it)),
                                        Math.round(100.0 * report.took(it).toMillis() / total)))
                .collect(Collectors.joining(", "));
    }

    @Override
    public Json.Obj json() {
        return Records.write(
                Document.class,
                new Document(
                        report.app(),
                        report.run(),
                        report.at(),
                        report.passed() ? "passed" : "failed",
                        report.source(),
                        report.takenAt(),
                        report.region(),
                        report.rto().toMillis(),
                        report.maxRto().map(Duration::toMillis),
                        report.rpo().map(it -> it.age().toMillis()),
                        report.rpo().map(DrillReport.Rpo::basis),
                        report.maxRpo().map(Duration::toMillis),
                        report.lostRows(),
                        report.checks().stream()
                                .map(it ->
                                        new Check(
                                                it.group(),
                                                it.name(),
                                                it.isMet(),
                                                it.seen(),
                                                it.failure()))
                                .toList(),
                        report.steps().stream()
                                .map(it ->
                                        new Step(
                                                it.phase().name().toLowerCase(Locale.ROOT),
                                                it.after().toMillis(),
                                                it.took().toMillis()))
                                .toList(),
                        report.took().toMillis(),
                        BigDecimal.valueOf(report.cost().dollars())
                                .setScale(6, RoundingMode.HALF_UP),
                        report.verdict()));
    }
}
