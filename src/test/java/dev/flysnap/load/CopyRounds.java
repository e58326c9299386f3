package dev.flysnap.load;

import dev.flysnap.sim.platform.Machinery;
import dev.flysnap.sqlite.copy.CopiedDatabase;
import dev.flysnap.sqlite.copy.CopyMethod;
import dev.flysnap.sqlite.copy.CopyProgress;
import dev.flysnap.sqlite.copy.DatabaseCopier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Copies of a database under load, one after the other, each judged by what the writers were told
 * before it began, and by whether it is a state that the database ever had.
 */
final class CopyRounds {
    static final int WRITERS = 4;
    private static final long WAL_BYTES = 4 << 20;
    private static final int PAGE = 4096;

    /**
     * @param losses what must not be
     * @param commitsMeanwhile how many commits writers made while copies were made: else nothing
     *     was proven
     */
    record Result(int rounds, long commitsMeanwhile, List<String> losses) {}

    private final Path work;
    private final Consumer<String> progress;

    CopyRounds(Path work, Consumer<String> progress) {
        this.work = work;
        this.progress = progress;
    }

    /** Makes one copy of {@code database} at {@code target}. */
    interface Copying {
        void copy(Path database, Path target) throws IOException;
    }

    Result run(CopyMethod method, long databaseBytes, int rounds) throws IOException, SQLException {
        return run(
                method.toString(),
                databaseBytes,
                rounds,
                (database, target) -> {
                    CopiedDatabase copied =
                            new DatabaseCopier(database, CopyProgress.NONE).copy(method, target);
                    if (!copied.journalMode().equals("wal")) {
                        throw new AssertionError(copied);
                    }
                });
    }

    Result run(String name, long databaseBytes, int rounds, Copying copying)
            throws IOException, SQLException {
        Orders orders = Orders.of(WRITERS, databaseBytes);
        Path directory = Files.createTempDirectory(work, "copies");
        Path database = orders.create(directory.resolve("app.db"));
        Traffic.Settings settings =
                new Traffic.Settings(
                        "NORMAL", (int) (WAL_BYTES / PAGE), WAL_BYTES * 16, false, 500_000);
        List<String> losses = new ArrayList<>();
        long meanwhile = 0;
        try (Traffic traffic = Traffic.on(database, directory, orders, settings)) {
            for (int round = 1; round <= rounds; round++) {
                Path target = Files.createDirectory(directory.resolve("copy")).resolve("app.db");
                long began = System.nanoTime();
                copying.copy(database, target);
                long ended = System.nanoTime();
                traffic.requireAlive();
                List<Long> before = traffic.toldBefore(began);
                List<Long> after = traffic.toldBefore(ended);
                meanwhile += sum(after) - sum(before);
                // Writers at full speed would leave the judge no CPU.
                try (Machinery.Frozen _ = traffic.freeze()) {
                    for (String problem : problems(orders, target, before)) {
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
                                        losses.isEmpty() ? "nothing lost" : losses));
            }
        }
        return new Result(rounds, meanwhile, losses);
    }

    private static List<String> problems(Orders orders, Path copy, List<Long> before)
            throws IOException {
        List<String> problems = new ArrayList<>(beside(copy));
        problems.addAll(orders.read(copy).problemsAgainst(before));
        try (Stream<Path> files = Files.list(copy.getParent())) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(copy.getParent());
        return problems;
    }

    private static List<String> beside(Path copy) throws IOException {
        try (Stream<Path> files = Files.list(copy.getParent())) {
            return files.filter(it -> !it.equals(copy)).map(it -> it + " is left").toList();
        }
    }

    private static long sum(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).sum();
    }
}
