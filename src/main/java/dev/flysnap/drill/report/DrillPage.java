package dev.flysnap.drill.report;

import dev.flysnap.drill.DrillCheck;
import dev.flysnap.drill.DrillHistory;
import dev.flysnap.drill.DrillReport;
import dev.flysnap.drill.DrillStep;
import dev.flysnap.time.DurationText;
import dev.flysnap.time.TimeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the page shows, in texts and in units of its pictures. */
public record DrillPage(DrillReport report, List<DrillHistory.Past> history) {
    public static final int WIDTH = 640;

    private static final double LEAST_WIDTH = 2;

    public DrillPage {
        history = List.copyOf(history);
    }

    /**
     * A step in the timeline.
     *
     * @param x where it begins, in units of {@link #WIDTH}; so is {@code width}
     * @param kind the class of its colour
     */
    public record Bar(String x, String width, String kind, String label) {}

    /**
     * A budget and what was found, as two lengths.
     *
     * @param used in percent of the longer one
     * @param limit the same
     */
    public record Gauge(
            String name, String found, String budget, int used, int limit, boolean met) {}

    /** The steps of a phase. */
    public List<Bar> bars(DrillStep.Phase phase) {
        List<Bar> bars = new ArrayList<>();
        double total = Math.max(1, report.took().toMillis());
        for (DrillStep step : report.steps()) {
            if (step.phase() == phase) {
                double x = step.after().toMillis() / total * WIDTH;
                double width = Math.max(LEAST_WIDTH, step.took().toMillis() / total * WIDTH);
                bars.add(
                        new Bar(
                                units(Math.min(x, WIDTH - width)),
                                units(width),
                                phase.name().toLowerCase(Locale.ROOT),
                                "%s: %s".formatted(phase.label(), text(step.took()))));
            }
        }
        return bars;
    }

    /** Those that took place, in their order. */
    public List<DrillStep.Phase> phases() {
        return report.steps().stream().map(DrillStep::phase).distinct().toList();
    }

    /** Where the data was verified, in units of {@link #WIDTH}. */
    public String verifiedAt() {
        return units(
                (double) report.rto().toMillis() / Math.max(1, report.took().toMillis()) * WIDTH);
    }

    /** Of the drill's time. */
    public String share(DrillStep.Phase phase) {
        return "%d %%"
                .formatted(
                        Math.round(
                                100.0
                                        * report.took(phase).toMillis()
                                        / Math.max(1, report.took().toMillis())));
    }

    public List<Gauge> gauges() {
        List<Gauge> gauges = new ArrayList<>();
        gauges.add(gauge("Restored and verified in", report.rto(), report.maxRto()));
        report.rpo()
                .ifPresent(it -> gauges.add(gauge("Newest data is", it.age(), report.maxRpo())));
        return gauges;
    }

    private static Gauge gauge(String name, Duration found, Optional<Duration> budget) {
        double longest = Math.max(1, Math.max(found.toMillis(), budget.orElse(found).toMillis()));
        return new Gauge(
                name,
                text(found),
                budget.map(it -> "budget " + text(it)).orElse("no budget"),
                (int) Math.round(found.toMillis() / longest * 100),
                budget.map(it -> (int) Math.round(it.toMillis() / longest * 100)).orElse(100),
                budget.map(it -> found.compareTo(it) <= 0).orElse(true));
    }

    public List<DrillCheck> checks() {
        return report.checks();
    }

    /** Newest last, as their picture has them. */
    public List<DrillHistory.Past> oldestFirst() {
        return history.reversed();
    }

    /** The height of a past drill's bar in percent of the longest. */
    public int height(DrillHistory.Past past) {
        long longest =
                history.stream()
                        .flatMap(it -> it.rto().stream())
                        .mapToLong(Duration::toMillis)
                        .max()
                        .orElse(1);
        return (int)
                Math.max(
                        4,
                        past.rto()
                                .map(it -> 100 * it.toMillis() / Math.max(1, longest))
                                .orElse(4L));
    }

    public String at() {
        return TimeText.of(report.at());
    }

    public String takenAt() {
        return report.takenAt().map(TimeText::of).orElse("unknown");
    }

    public String cost() {
        return String.format(Locale.ROOT, "about $%.4f", report.cost().dollars());
    }

    public static String text(Duration duration) {
        return DurationText.of(duration);
    }

    public static String time(DrillHistory.Past past) {
        return TimeText.of(past.at());
    }

    private static String units(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
