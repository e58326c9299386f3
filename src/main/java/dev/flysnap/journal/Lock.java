package dev.flysnap.journal;

import dev.flysnap.model.RunId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One run's right to work on a volume or an app; ends with {@link #close}, or with the process that
 * holds it.
 */
public final class Lock implements AutoCloseable {
    private final JournalFile file;
    private final String key;
    private final RunId run;

    private Lock(JournalFile file, String key, RunId run) {
        this.file = file;
        this.key = key;
        this.run = run;
    }

    static Lock take(JournalFile file, String key, RunId run, Instant now) {
        return file.atomically(() -> {
            List<List<String>> holders =
                    file.read(
                            "SELECT run, holder, since FROM lock WHERE key = ?",
                            JournalFile.Row::columns,
                            key);
            if (!holders.isEmpty() && isAlive(holders.getFirst().get(1))) {
                List<String> held = holders.getFirst();
                throw JournalProblems.locked(key, held.get(0), held.get(1), held.get(2))
                        .exception();
            }
            file.write("DELETE FROM lock WHERE key = ?", key);
            file.write(
                    "INSERT INTO lock(key, run, holder, since) VALUES (?, ?, ?, ?)",
                    key,
                    run.value(),
                    thisProcess(),
                    now.toString());
            return new Lock(file, key, run);
        });
    }

    @Override
    public void close() {
        file.write("DELETE FROM lock WHERE key = ? AND run = ?", key, run.value());
    }

    /**
     * A process id alone can be given out again, so its start counts too; another computer's cannot
     * be asked.
     */
    private static boolean isAlive(String holder) {
        String[] parts = holder.split(" ", 3);
        if (parts.length != 3 || !parts[2].equals("on " + hostName())) {
            return true;
        }
        Optional<ProcessHandle> process =
                ProcessHandle.of(Long.parseLong(parts[0].substring("process:".length())));
        return process.isPresent() && startOf(process.get()).equals(parts[1]);
    }

    private static String thisProcess() {
        ProcessHandle self = ProcessHandle.current();
        return "process:" + self.pid() + " " + startOf(self) + " on " + hostName();
    }

    private static String startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
