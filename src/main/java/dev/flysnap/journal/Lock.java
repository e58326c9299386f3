package dev.flysnap.journal;

import dev.flysnap.model.RunId;
import dev.flysnap.time.TimeText;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One run's lock on a volume or an app; released by {@link #close}, or when its process ends. */
public final class Lock implements AutoCloseable {
    private final JournalFile file;
    private final Row row;
    private final Consumer<RunId> released;
    private final Runnable elsewhere;

    private Lock(JournalFile file, Row row, Consumer<RunId> released, Runnable elsewhere) {
        this.file = file;
        this.row = row;
        this.released = released;
        this.elsewhere = elsewhere;
    }

    /**
     * The same lock with a second one, or none of both.
     *
     * @param second takes it, and says how to give it back
     */
    Lock and(Supplier<Runnable> second) {
        boolean isTaken = false;
        try {
            Lock both = new Lock(file, row, released, second.get());
            isTaken = true;
            return both;
        } finally {
            if (!isTaken) {
                close();
            }
        }
    }

    /**
     * Who locks what, where.
     *
     * @param organization empty where it is not known
     */
    record Row(ApiIdentity api, String organization, LockKey key, RunId run) {}

    /**
     * @param directory where the liveness files are
     * @param holder this process's
     * @param released told the run when the lock is given back
     */
    static Lock take(
            JournalFile file,
            Path directory,
            LivenessFile holder,
            Row row,
            Instant now,
            Consumer<RunId> released) {
        return file.atomically(() -> {
            List<List<String>> holders =
                    file.read(
                            "SELECT run, holder, since FROM lock WHERE api = ?"
                                    + Journal.IN_ORGANIZATION
                                    + " AND key = ?",
                            JournalFile.Row::columns,
                            row.api().value(),
                            row.organization(),
                            row.key().text());
            for (List<String> held : holders) {
                if (LivenessFile.isAlive(directory, held.get(1))) {
                    throw JournalProblems.locked(
                                    row.key(),
                                    held.get(0),
                                    LivenessFile.describe(held.get(1)),
                                    TimeText.of(Instant.parse(held.get(2))))
                            .exception();
                }
            }
            file.write(
                    "DELETE FROM lock WHERE api = ?" + Journal.IN_ORGANIZATION + " AND key = ?",
                    row.api().value(),
                    row.organization(),
                    row.key().text());
            file.write(
                    "INSERT INTO lock(api, org, key, run, holder, since) VALUES (?, ?, ?, ?, ?, ?)",
                    row.api().value(),
                    row.organization(),
                    row.key().text(),
                    row.run().value(),
                    holder.holder(),
                    now.truncatedTo(ChronoUnit.SECONDS).toString());
            return new Lock(file, row, released, () -> {});
        });
    }

    /**
     * Whether a living process holds a lock for {@code run}.
     *
     * @param directory where the liveness files are
     */
    static boolean isHeld(JournalFile file, Path directory, RunId run) {
        return file
                .read("SELECT holder FROM lock WHERE run = ?", row -> row.text(1), run.value())
                .stream()
                .anyMatch(holder -> LivenessFile.isAlive(directory, holder));
    }

    @Override
    public void close() {
        released.accept(row.run());
        elsewhere.run();
        file.write(
                "DELETE FROM lock WHERE api = ? AND org = ? AND key = ? AND run = ?",
                row.api().value(),
                row.organization(),
                row.key().text(),
                row.run().value());
    }
}
