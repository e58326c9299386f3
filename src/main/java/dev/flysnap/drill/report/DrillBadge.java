package dev.flysnap.drill.report;

import dev.flysnap.drill.DrillProblems;
import dev.flysnap.drill.DrillReport;
import dev.flysnap.problem.Count;
import dev.flysnap.problem.Problem;
import dev.flysnap.time.DurationText;
import dev.flysnap.time.TimeText;
import java.time.Instant;

/**
 * A badge: what, when and how long.
 *
 * @param text for example {@code restored 2026-11-29 in 94 s}: a date, as the picture does not grow
 *     older by itself
 * @param colour of its right half
 */
public record DrillBadge(String text, String colour) {
    private static final int LETTER = 7;
    private static final int MARGIN = 12;
    private static final int DATE = 10;

    public static DrillBadge of(DrillReport report) {
        return report.passed()
                ? new DrillBadge(
                        "restored %s in %s%s"
                                .formatted(
                                        day(report.at()),
                                        DurationText.of(report.rto()),
                                        report.lostRows()
                                                .map(it ->
                                                        ", %s missing"
                                                                .formatted(Count.of(it, "commit")))
                                                .orElse("")),
                        "#1a7f37")
                : failed(report.at());
    }

    /** Of a drill that ended with a problem. */
    public static DrillBadge of(Problem problem, Instant at) {
        return DrillProblems.isFailure(problem)
                ? failed(at)
                : new DrillBadge("could not be run " + day(at), "#6e7781");
    }

    private static DrillBadge failed(Instant at) {
        return new DrillBadge("failed " + day(at), "#c62828");
    }

    private static String day(Instant at) {
        return TimeText.of(at).substring(0, DATE);
    }

    public String name() {
        return "drill";
    }

    public int nameWidth() {
        return name().length() * LETTER + MARGIN;
    }

    public int width() {
        return nameWidth() + text.length() * LETTER + MARGIN;
    }
}
