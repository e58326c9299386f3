package dev.flysnap.load;

import dev.flysnap.sim.platform.Machinery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Copies of a database under load, one after the other, each judged by what the writers were told
 * before it began, and by whether it is a state that the database ever had.
 */
final class CopyRounds {
    static final int WRITERS = 4;
    static final String FILE = "app.db";
    private static final long WAL_BYTES = 4 << 20;
    private static final int PAGE = 4096;

    /**
     * @param losses what must not be
     * @param commitsMeanwhile how many commits writers made while copies were made: else nothing
     *     was proven
     */
    record Result(
            int rounds, long commitsMeanwhile, List<String> losses, Felt meanwhile, Felt alone) {}

    /** How long commits took, in milliseconds. */
    record Felt(int commits, double p50, double p99, double max) {
        static Felt of(List<Acks.Commit> commits) {
            long[] nanos = commits.stream().mapToLong(Acks.Commit::tookNanos).sorted().toArray();
            return nanos.length == 0
                    ? new Felt(0, 0, 0, 0)
                    : new Felt(
                            nanos.length,
                            nanos[nanos.length / 2] / 1e6,
                            nanos[nanos.length * 99 / 100] / 1e6,
                            nanos[nanos.length - 1] / 1e6);
        }

        @Override
        public String toString() {
            return "p50 %.2f ms, p99 %.1f ms, max %.0f ms".formatted(p50, p99, max);
        }
    }

    private final Path work;
    private final Consumer<String> progress;
    private final Duration alone;
    private final Duration gap;

    /**
     * @param alone how long the writers are watched without a copy, before each
     * @param gap between two commits of a writer
     */
    CopyRounds(Path work, Consumer<String> progress, Duration alone, Duration gap) {
        this.work = work;
        this.progress = progress;
        this.alone = alone;
        this.gap = gap;
    }

    /** Makes one copy of {@code database} at {@code target}. */
    interface Copying {
        void copy(Path database, Path target) throws IOException;
    }

    Result run(String name, long databaseBytes, int rounds, Copying copying)
            throws IOException, SQLException {
        Path volume = Files.createTempDirectory(work, "volume");
        return run(name, volume, databaseBytes, rounds, copying);
    }

    /**
     * @param volume where the database lies
     */
    Result run(String name, Path volume, long databaseBytes, int rounds, Copying copying)
            throws IOException, SQLException {
        Orders orders = Orders.of(WRITERS, databaseBytes);
        Path directory = Files.createTempDirectory(work, "copies");
        Files.deleteIfExists(volume.resolve(FILE));
        Path database = orders.create(volume.resolve(FILE));
        Traffic.Settings settings =
                Traffic.Settings.wal(
                                "NORMAL", (int) (WAL_BYTES / PAGE), WAL_BYTES * 16, false, 500_000)
                        .withGap(gap);
        List<String> losses = new ArrayList<>();
        long meanwhile = 0;
        List<Acks.Commit> feltMeanwhile = new ArrayList<>();
        List<Acks.Commit> feltAlone = new ArrayList<>();
        try (Traffic traffic = Traffic.on(database, directory, orders, settings)) {
            for (int round = 1; round <= rounds; round++) {
                Path folder = Files.createDirectory(directory.resolve("copy"));
                Path target = folder.resolve(FILE);
                long watched = System.nanoTime();
                LockSupport.parkNanos(alone.toNanos());
                long began = System.nanoTime();
                copying.copy(database, target);
                long ended = System.nanoTime();
                traffic.requireAlive();
                List<Long> before = traffic.toldBefore(began);
                List<Long> after = traffic.toldBefore(ended);
                meanwhile += sum(after) - sum(before);
                feltAlone.addAll(traffic.commitsBetween(watched, began));
                feltMeanwhile.addAll(traffic.commitsBetween(began, ended));
                // Writers at full speed would leave the judge no CPU.
                try (Machinery.Frozen _ = traffic.freeze()) {
                    for (String problem : problems(orders, folder, target, before)) {
                        losses.add("%s, round %d: %s".formatted(name, round, problem));
                    }
                }
                traffic.awaitCommitsAfter(System.nanoTime(), Duration.ofMinutes(1));
                progress.accept(
                        "%s, copy %d of %d: %d ms, %d commits meanwhile, %s"
                                .formatted(
                                        name,
                                        round,
                                        rounds,
                                        Duration.ofNanos(ended - began).toMillis(),
                                        sum(after) - sum(before),
                                        losses.isEmpty()
                                                ? "nothing lost"
                                                : losses.size() + " losses"));
            }
        }
        return new Result(rounds, meanwhile, losses, Felt.of(feltMeanwhile), Felt.of(feltAlone));
    }

    private static List<String> problems(Orders orders, Path folder, Path copy, List<Long> before)
            throws IOException {
        List<String> problems = new ArrayList<>(beside(folder, copy));
        problems.addAll(orders.read(copy).problemsAgainst(before));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
        return problems;
    }

    private static List<String> beside(Path folder, Path copy) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(it -> !it.equals(copy)).map(it -> it + " is left").toList();
        }
    }

    private static long sum(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).sum();
    }
}
