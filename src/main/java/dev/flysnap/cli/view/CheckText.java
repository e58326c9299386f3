package dev.flysnap.cli.view;

import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.journal.SnapshotCheck;
import dev.flysnap.portable.manifest.VerificationNote;
import java.time.Duration;
import java.time.Instant;

/** Whether the data of a snapshot is known to be good or bad, as text. */
public final class CheckText {
    static String result(SnapshotCheck check) {
        return check.isBad() ? "bad" : "ok";
    }

    /** For tables, at most 13 characters, such as {@code ok 2d full}. */
    public static String cell(SnapshotCheck check, Instant now) {
        return "%s %s %s".formatted(result(check), age(check.at(), now), check.depth().word());
    }

    /** The same of a copy that was read back: {@code ok 2d full}, {@code bad 2d}. */
    public static String cell(VerificationNote note, Instant now) {
        String age = age(note.at(), now);
        return note.result().map(it -> "ok %s %s".formatted(age, it.word())).orElse("bad " + age);
    }

    /** Such as {@code ok 2d ago, full (run_k3v9x2m7qa)}; of a bad one also what was found. */
    public static String of(SnapshotCheck check, Instant now) {
        return "%s %s ago, %s (%s)%s"
                .formatted(
                        result(check),
                        age(check.at(), now),
                        check.depth().word(),
                        check.run(),
                        check.isBad() ? ": " + problems(check) : "");
    }

    static String problems(SnapshotCheck check) {
        return SnapshotCheck.some(check.problems());
    }

    private static String age(Instant at, Instant now) {
        return DurationConverter.shortText(
                at.isBefore(now) ? Duration.between(at, now) : Duration.ZERO);
    }

    private CheckText() {}
}
