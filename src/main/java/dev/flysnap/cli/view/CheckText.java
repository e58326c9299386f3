package dev.flysnap.cli.view;

import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.journal.SnapshotCheck;
import java.time.Duration;
import java.time.Instant;

/** Whether the data of a snapshot is known to be good or bad, as text. */
public final class CheckText {
    static String result(SnapshotCheck check) {
        return check.isBad() ? "bad" : "ok";
    }

    /** For tables, at most 12 characters, such as {@code ok 2d full}. */
    public static String cell(SnapshotCheck check, Instant now) {
        return "%s %s %s"
                .formatted(
                        result(check),
                        DurationConverter.shortText(age(check, now)),
                        check.depth().word());
    }

    /** Such as {@code ok 2d ago, full (run_k3v9x2m7qa)}; of a bad one also what was found. */
    public static String of(SnapshotCheck check, Instant now) {
        return "%s %s ago, %s (%s)%s"
                .formatted(
                        result(check),
                        DurationConverter.shortText(age(check, now)),
                        check.depth().word(),
                        check.run(),
                        check.isBad() ? ": " + problems(check) : "");
    }

    static String problems(SnapshotCheck check) {
        return SnapshotCheck.some(check.problems());
    }

    private static Duration age(SnapshotCheck check, Instant now) {
        return check.at().isBefore(now) ? Duration.between(check.at(), now) : Duration.ZERO;
    }

    private CheckText() {}
}
