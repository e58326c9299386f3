package dev.flysnap.load;

import dev.flysnap.sqlite.quiesce.FileSystemSync;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * How long commits take while a database is made ready for a snapshot, by flysnap and by what
 * people do instead, with four writers at full speed. Taking the snapshot itself is left out: it
 * costs everybody the same.
 */
final class StallBench {
    /** What is done to the database. */
    enum Way {
        NOTHING("nothing"),
        QUIESCE("flysnap quiesce"),
        QUIESCE_LONG_READER("flysnap quiesce, a reader stays open"),
        TRUNCATE("wal_checkpoint(TRUNCATE)"),
        BACKUP("sqlite3 .backup"),
        FSFREEZE("fsfreeze"),
        RESTART("stop, start");

        final String title;

        Way(String title) {
            this.title = title;
        }
    }

    /**
     * What writers felt.
     *
     * @param p50 of all commits that were under way, in ms
     * @param outsideHold the longest of those that did not have to wait for a quiesce's own lock
     * @param lockToComplete of a quiesce: from the lock to "everything is in the file", in ms
     */
    record Sample(
            double p50,
            double p99,
            double max,
            double outsideHold,
            double lockToComplete,
            boolean done) {}

    private static final Duration WAL_LIMIT = Duration.ofMinutes(5);
    private static final Duration COMMIT_LIMIT = Duration.ofMinutes(2);
    private static final int BACKUP_LIMIT_SECONDS = 5;
    private static final long QUIET_NANOS = 300_000_000;
    private static final double NANOS_A_MS = 1e6;

    private final Path database;
    private final Path work;
    private final Traffic traffic;
    private final AgentProcess agent;
    private final Consumer<String> progress;

    StallBench(
            Path database,
            Path work,
            Traffic traffic,
            AgentProcess agent,
            Consumer<String> progress) {
        this.database = database;
        this.work = work;
        this.traffic = traffic;
        this.agent = agent;
        this.progress = progress;
    }

    List<Sample> run(Way way, long walBytes, int rounds) throws Exception {
        List<Sample> samples = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            cutWal();
            letDiskCatchUp();
            traffic.awaitWal(walBytes, WAL_LIMIT);
            samples.add(sample(way));
        }
        progress.accept(
                "%-38s WAL %3d MB  longest commit, median of %d: %.1f ms"
                        .formatted(
                                way.title,
                                walBytes >> 20,
                                rounds,
                                median(samples.stream().map(Sample::max).toList())));
        return samples;
    }

    private Sample sample(Way way) throws Exception {
        if (way == Way.QUIESCE_LONG_READER) {
            traffic.openLongReader();
            traffic.awaitCommitsAfter(System.nanoTime(), COMMIT_LIMIT);
        }
        long begun = System.nanoTime();
        Optional<AgentProcess.Outcome> quiesced = Optional.empty();
        boolean done = true;
        switch (way) {
            case NOTHING -> LockSupport.parkNanos(QUIET_NANOS);
            case QUIESCE, QUIESCE_LONG_READER -> {
                quiesced = Optional.of(agent.quiesce(Duration.ZERO));
                done = quiesced.get().quiesced().databases().getFirst().synced();
            }
            case TRUNCATE -> done = isTruncated(5000);
            case BACKUP -> done = isBackedUp();
            case FSFREEZE -> {
                String mount = String.valueOf(database.getParent());
                try {
                    done = isDone("fsfreeze", "--freeze", mount);
                } finally {
                    // Nobody could unmount it, and its loop devices would stay until a restart.
                    done &= isDone("fsfreeze", "--unfreeze", mount);
                }
            }
            case RESTART -> {
                traffic.killWriters();
                traffic.startWriters();
            }
        }
        long ended = System.nanoTime();
        if (way == Way.RESTART) {
            double all = (ended - begun) / NANOS_A_MS;
            return new Sample(all, all, all, all, 0, true);
        }
        traffic.awaitCommitsAfter(ended, COMMIT_LIMIT);
        if (way == Way.QUIESCE_LONG_READER) {
            traffic.closeLongReader();
        }
        return felt(traffic.commitsBetween(begun, ended), quiesced, done);
    }

    private static Sample felt(
            List<Acks.Commit> commits, Optional<AgentProcess.Outcome> quiesced, boolean done) {
        double[] sorted =
                commits.stream().mapToDouble(it -> it.tookNanos() / NANOS_A_MS).sorted().toArray();
        double longest = sorted[sorted.length - 1];
        return new Sample(
                sorted[sorted.length / 2],
                sorted[sorted.length * 99 / 100],
                longest,
                quiesced.map(it -> longestOutside(it, commits)).orElse(longest),
                quiesced.map(it -> it.between(QuiesceStep.LOCKED, QuiesceStep.COMPLETED))
                        .map(it -> it.toNanos() / NANOS_A_MS)
                        .orElse(0.0),
                done);
    }

    private static double longestOutside(AgentProcess.Outcome quiesced, List<Acks.Commit> commits) {
        long locked = quiesced.nanosOf(QuiesceStep.LOCKED);
        long handedBack = quiesced.nanosOf(QuiesceStep.HANDED_BACK);
        return commits.stream()
                .filter(it -> !it.isUnderWay(locked, handedBack))
                .mapToDouble(it -> it.tookNanos() / NANOS_A_MS)
                .max()
                .orElse(0);
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
    }

    /** So that each sample begins with a WAL that grows from nothing. */
    private void cutWal() throws SQLException {
        for (int i = 0; i < 100 && !isTruncated(2000); i++) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** What the round before left to be written would be paid for by this one. */
    private void letDiskCatchUp() {
        try (FileSystemSync disk = FileSystemSync.open(database.resolveSibling("."))) {
            disk.sync();
        }
    }

    private boolean isTruncated(int busyMs) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = " + busyMs);
            try (var row = statement.executeQuery("PRAGMA main.wal_checkpoint(TRUNCATE)")) {
                return row.next() && row.getInt(1) == 0;
            }
        }
    }

    /** With writers at work it begins anew again and again, and may never end. */
    private boolean isBackedUp() throws IOException, InterruptedException {
        Path copy = work.resolve("backup.db");
        Process backup =
                new ProcessBuilder("sqlite3", database.toString(), ".backup " + copy)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        boolean ended = backup.waitFor(BACKUP_LIMIT_SECONDS, TimeUnit.SECONDS);
        backup.destroyForcibly().waitFor();
        Files.deleteIfExists(copy);
        return ended && backup.exitValue() == 0;
    }

    static boolean isDone(String... command) throws InterruptedException {
        try {
            Process program =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try {
                return program.waitFor() == 0;
            } catch (InterruptedException e) {
                // Only then is known what there is to undo.
                int _ = program.waitFor();
                throw e;
            }
        } catch (IOException noSuchProgram) {
            return false;
        }
    }
}
