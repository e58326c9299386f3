package dev.flysnap.journal;

import dev.flysnap.model.RunId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** One run's lock on a volume or an app; released by {@link #close}, or when its process ends. */
public final class Lock implements AutoCloseable {
    private final JournalFile file;
    private final String key;
    private final RunId run;

    private Lock(JournalFile file, String key, RunId run) {
        this.file = file;
        this.key = key;
        this.run = run;
    }

    /**
     * @param directory where the liveness files are
     * @param holder this process's
     */
    static Lock take(
            JournalFile file,
            Path directory,
            LivenessFile holder,
            String key,
            RunId run,
            Instant now) {
        return file.atomically(() -> {
            List<List<String>> holders =
                    file.read(
                            "SELECT run, holder, since FROM lock WHERE key = ?",
                            JournalFile.Row::columns,
                            key);
            if (!holders.isEmpty() && LivenessFile.isAlive(directory, holders.getFirst().get(1))) {
                List<String> held = holders.getFirst();
                throw JournalProblems.locked(
                                key, held.get(0), LivenessFile.describe(held.get(1)), held.get(2))
                        .exception();
            }
            file.write("DELETE FROM lock WHERE key = ?", key);
            file.write(
                    "INSERT INTO lock(key, run, holder, since) VALUES (?, ?, ?, ?)",
                    key,
                    run.value(),
                    holder.holder(),
                    now.toString());
            return new Lock(file, key, run);
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
        file.write("DELETE FROM lock WHERE key = ? AND run = ?", key, run.value());
    }
}
