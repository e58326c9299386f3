package dev.flysnap.drill.report;

import dev.flysnap.drill.DrillCheck;
import dev.flysnap.drill.DrillProblems;
import dev.flysnap.drill.DrillReport;
import dev.flysnap.drill.DrillStep;
import dev.flysnap.model.AppName;
import dev.flysnap.problem.Problem;
import dev.flysnap.time.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A drill for the summary of a CI job. */
public final class SummaryMarkdown {
    public static String of(DrillReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "### Drill of %s: %s"
                        .formatted(report.app(), report.passed() ? "passed" : "FAILED"));
        lines.add("");
        lines.add(
                "Restored %s in %s: verified after **%s**%s."
                        .formatted(
                                text(report.source()),
                                report.region(),
                                DurationText.of(report.rto()),
                                report.rpo()
                                        .map(it ->
                                                ", newest data **%s** old"
                                                        .formatted(DurationText.of(it.age())))
                                        .orElse("")));
        lines.add("");
        lines.add("| | check | found |");
        lines.add("| --- | --- | --- |");
        for (DrillCheck check : report.checks()) {
            lines.add(
                    "| %s | %s | %s |"
                            .formatted(
                                    check.isMet() ? "ok" : "**failed**",
                                    text(check.name()),
                                    text(check.failure().orElse(check.seen()))));
        }
        lines.add("");
        lines.add("| step | time |");
        lines.add("| --- | --- |");
        for (DrillStep.Phase phase : DrillStep.Phase.values()) {
            Duration took = report.took(phase);
            if (took.isPositive()) {
                lines.add("| %s | %s |".formatted(phase.label(), DurationText.of(took)));
            }
        }
        lines.add("");
        return String.join("\n", lines) + "\n";
    }

    /** Of a drill that ended with a problem. */
    public static String of(AppName app, Problem why) {
        return "### Drill of %s: %s\n\n%s %s\n\n%s\n"
                .formatted(
                        app,
                        DrillProblems.isFailure(why) ? "FAILED" : "could not be run",
                        text(why.what()),
                        text(why.why()),
                        text(why.next()));
    }

    /** Nothing in it is markup, and no row ends early. */
    private static String text(String value) {
        return value.replaceAll("\\s+", " ")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replaceAll("([\\\\`*_{}\\[\\]|#!~])", "\\\\$1");
    }

    private SummaryMarkdown() {}
}
