package dev.flysnap.journal;

import dev.flysnap.json.JsonName;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.time.TimeText;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a run found when it checked the data of a snapshot. An event of its own: it needs nothing
 * else of the journal to be understood.
 *
 * @param app whose snapshot it is
 * @param databases those that were looked at: their paths
 * @param problems why the data is bad, at most {@link #MAX_PROBLEMS}; none = it is good, as far as
 *     {@code depth} looks
 * @param onlyEmpty whether it is bad only because a database is empty, or much smaller than before:
 *     somebody may have meant that
 */
@JsonName("snapshot-check")
public record SnapshotCheck(
        SnapshotId snapshot,
        AppName app,
        RunId run,
        Instant at,
        CheckDepth depth,
        Subject subject,
        List<String> databases,
        List<String> problems,
        boolean onlyEmpty) {
    /** More are counted, not kept. */
    public static final int MAX_PROBLEMS = 20;

    private static final int MAX_TOLD = 3;

    /** What was looked at. */
    public enum Subject {
        /** What a restore of the snapshot held. */
        RESTORED,
        /** The app's database, right after the snapshot was taken of it. */
        LIVE
    }

    public SnapshotCheck {
        databases = List.copyOf(databases);
        problems = List.copyOf(problems.subList(0, Math.min(MAX_PROBLEMS, problems.size())));
    }

    public boolean isBad() {
        return !problems.isEmpty();
    }

    /** For messages: who looked at what, when, and what was found. */
    public String text() {
        return "%s checked %s at %s (%s) and found: %s."
                .formatted(
                        run,
                        switch (subject) {
                            case RESTORED -> "what a restore of it held";
                            case LIVE -> "the app's database right after taking it";
                        },
                        TimeText.of(at),
                        depth.word(),
                        isBad() ? some(problems) : "nothing wrong");
    }

    /** The first few problems, for a sentence. */
    public static String some(List<String> problems) {
        String first = String.join("; ", problems.subList(0, Math.min(MAX_TOLD, problems.size())));
        return problems.size() > MAX_TOLD
                ? "%s; and %d more".formatted(first, problems.size() - MAX_TOLD)
                : first;
    }

    /**
     * The one that counts. A snapshot never changes, so a bad one counts until a later one that
     * looked as deep finds nothing; without a bad one the deepest does.
     */
    static Optional<SnapshotCheck> decisive(List<SnapshotCheck> all) {
        return all.stream()
                .filter(bad -> bad.isBad() && all.stream().noneMatch(bad::isRefutedBy))
                .max(Comparator.comparing(SnapshotCheck::at))
                .or(() ->
                        all.stream()
                                .filter(it -> !it.isBad())
                                .max(
                                        Comparator.comparing(SnapshotCheck::depth)
                                                .thenComparing(SnapshotCheck::at)));
    }

    private boolean isRefutedBy(SnapshotCheck other) {
        return !other.isBad() && other.at.isAfter(at) && other.depth.isAtLeast(depth);
    }
}
