package dev.flysnap.load;

import dev.flysnap.sqlite.WalFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Quiesces beside writers at full speed, in each journal mode: how many are refused, how long
 * writers wait, and what a copy made under a hold lacks.
 */
final class WriterModes {
    private static final long DATABASE_BYTES = 2L << 20;
    private static final long LOOK_NANOS = 50_000;
    private static final long WAL_LIMIT = 32L << 20;
    private static final int AUTOCHECKPOINT = 1000;
    private static final Duration COMMIT_LIMIT = Duration.ofMinutes(2);
    private static final double NANOS_A_MS = 1e6;

    /** Every so many quiesces one holds, and what lies on the disk then is looked through. */
    private static final int HELD_EACH = 5;

    /**
     * @param writers of each database, each a process of its own
     */
    record Mode(String journal, String synchronous, int writers, int databases) {
        @Override
        public String toString() {
            return "%-8s %-6s %d %s x %d %s"
                    .formatted(
                            journal,
                            synchronous,
                            writers,
                            writers == 1 ? "writer " : "writers",
                            databases,
                            databases == 1 ? "database " : "databases");
        }
    }

    /**
     * @param refusals what the agent said where it could not
     * @param tookMs of a quiesce
     * @param waitedMs how long each commit took that a quiesce without a hold met
     * @param aloneMs the same of as long a time without a quiesce
     * @param losses what copies under a hold lack
     */
    record Result(
            int quiesces,
            List<String> refusals,
            List<Double> tookMs,
            List<Double> waitedMs,
            List<Double> aloneMs,
            List<String> losses) {
        static Result empty(int quiesces) {
            return new Result(
                    quiesces,
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>());
        }
    }

    private final Path work;

    WriterModes(Path work) {
        this.work = work;
    }

    private static List<Path> databases(Mode mode, Orders orders, Path directory)
            throws IOException, SQLException {
        List<Path> databases = new ArrayList<>();
        for (int i = 0; i < mode.databases(); i++) {
            databases.add(orders.create(directory.resolve("app" + i + ".db"), mode.journal()));
        }
        return databases;
    }

    private static void start(
            Mode mode, Orders orders, Path directory, List<Path> databases, List<Traffic> traffic) {
        Traffic.Settings settings =
                new Traffic.Settings(
                        mode.synchronous(),
                        AUTOCHECKPOINT,
                        WAL_LIMIT,
                        false,
                        LOOK_NANOS,
                        mode.journal(),
                        false,
                        Traffic.Settings.USUAL_PAUSE_ABOVE_BYTES,
                        Duration.ZERO);
        for (int i = 0; i < mode.databases(); i++) {
            traffic.add(
                    Traffic.on(databases.get(i), directory.resolve("acks" + i), orders, settings));
        }
    }

    Result run(Mode mode, SoakQuiescer.Way way, int quiesces) throws IOException, SQLException {
        Orders orders = Orders.of(mode.writers(), DATABASE_BYTES);
        Path directory = Files.createTempDirectory(work, "mode");
        List<Path> databases = databases(mode, orders, directory);
        List<Traffic> traffic = new ArrayList<>();
        try (SoakQuiescer quiescer = way.on(databases)) {
            start(mode, orders, directory, databases, traffic);
            Result result = Result.empty(quiesces);
            for (int i = 1; i <= quiesces; i++) {
                if (i % HELD_EACH == 0) {
                    held(quiescer, databases, traffic, orders, result);
                } else {
                    felt(quiescer, traffic, result);
                }
            }
            return result;
        } finally {
            traffic.forEach(Traffic::close);
        }
    }

    /** And then as long without it: processes that share few cores wait for each other, too. */
    private static void felt(SoakQuiescer quiescer, List<Traffic> traffic, Result result)
            throws IOException {
        long begun = System.nanoTime();
        traffic.forEach(it -> it.awaitCommitsAfter(begun, COMMIT_LIMIT));
        long asked = System.nanoTime();
        quiescer.quiesce().ifPresent(result.refusals()::add);
        long ended = System.nanoTime();
        result.tookMs().add((ended - asked) / NANOS_A_MS);
        result.waitedMs().addAll(commitsMs(traffic, asked, ended));
        long calm = System.nanoTime();
        result.aloneMs().addAll(commitsMs(traffic, calm, calm + ended - asked));
    }

    private static List<Double> commitsMs(List<Traffic> traffic, long from, long until) {
        traffic.forEach(it -> it.awaitCommitsAfter(until, COMMIT_LIMIT));
        return traffic.stream()
                .flatMap(it -> it.commitsBetween(from, until).stream())
                .map(it -> it.tookNanos() / NANOS_A_MS)
                .toList();
    }

    private void held(
            SoakQuiescer quiescer,
            List<Path> databases,
            List<Traffic> traffic,
            Orders orders,
            Result result)
            throws IOException {
        SoakQuiescer.Hold hold = quiescer.hold();
        if (hold.refusal().isPresent()) {
            result.refusals().add(hold.refusal().get());
            return;
        }
        Path copies = Files.createTempDirectory(work, "copy");
        for (Path database : databases) {
            for (Path file :
                    List.of(
                            database,
                            WalFile.beside(database),
                            database.resolveSibling(database.getFileName() + "-journal"))) {
                if (Files.exists(file)) {
                    Files.copy(
                            file,
                            copies.resolve(file.getFileName()),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        hold.resume().get().ifPresent(result.losses()::add);
        long t = hold.syncedNanos();
        IntStream.range(0, databases.size())
                .forEach(i ->
                        result.losses()
                                .addAll(
                                        orders.read(copies.resolve(databases.get(i).getFileName()))
                                                .problemsAgainst(traffic.get(i).toldBefore(t))));
    }

    /** Of sorted values. */
    static Optional<Double> percentile(List<Double> values, int percent) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty()
                ? Optional.empty()
                : Optional.of(sorted.get((sorted.size() - 1) * percent / 100));
    }
}
