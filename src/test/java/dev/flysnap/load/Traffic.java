package dev.flysnap.load;

import dev.flysnap.Points;
import dev.flysnap.sim.platform.Machinery;
import dev.flysnap.sim.process.ProcessMachinery;
import dev.flysnap.sqlite.Load;
import dev.flysnap.sqlite.WalFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * The app of the load test, as the simulator runs one: writers that commit small transactions, each
 * a process of its own, and one with two readers and a third that reads for as long as it is told.
 */
final class Traffic implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final long LOOK_NANOS = 4_000_000;

    /**
     * @param synchronous of the writers
     * @param autocheckpoint pages of WAL after which a writer checkpoints; 0 = never
     * @param walLimitBytes above it a writer cuts the WAL
     * @param oneProcess whether the writers are of one process and take turns, as a pool's
     *     connections do; else each is a process of its own, and luck decides
     * @param lookNanos between two looks of a writer whether the database is still busy
     * @param journalMode of the writers
     * @param readers whether there are any: without a WAL they and writers shut each other out
     * @param pauseAboveBytes with a larger WAL writers pause: one that nobody can cut would fill
     *     the memory that its folder lies in
     * @param gap between two commits of a writer; none: as fast as it can
     */
    record Settings(
            String synchronous,
            int autocheckpoint,
            long walLimitBytes,
            boolean oneProcess,
            long lookNanos,
            String journalMode,
            boolean readers,
            long pauseAboveBytes,
            Duration gap) {
        static final long USUAL_PAUSE_ABOVE_BYTES = 1L << 30;

        static Settings wal(
                String synchronous,
                int autocheckpoint,
                long walLimitBytes,
                boolean oneProcess,
                long lookNanos) {
            return new Settings(
                    synchronous,
                    autocheckpoint,
                    walLimitBytes,
                    oneProcess,
                    lookNanos,
                    "wal",
                    true,
                    USUAL_PAUSE_ABOVE_BYTES,
                    Duration.ZERO);
        }

        Settings pausingAbove(long bytes) {
            return new Settings(
                    synchronous,
                    autocheckpoint,
                    walLimitBytes,
                    oneProcess,
                    lookNanos,
                    journalMode,
                    readers,
                    bytes,
                    gap);
        }

        Settings withGap(Duration between) {
            return new Settings(
                    synchronous,
                    autocheckpoint,
                    walLimitBytes,
                    oneProcess,
                    lookNanos,
                    journalMode,
                    readers,
                    pauseAboveBytes,
                    between);
        }
    }

    private final Path database;
    private final Path directory;
    private final Orders orders;
    private final Settings settings;
    private final ProcessMachinery machinery;
    private final List<String> writers = new ArrayList<>();
    private final List<String> readers = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> ended = new ConcurrentLinkedQueue<>();

    private Traffic(Path database, Path directory, Orders orders, Settings settings) {
        this.database = database;
        this.directory = directory;
        this.orders = orders;
        this.settings = settings;
        this.machinery = new ProcessMachinery(directory.resolve("machines"));
    }

    /**
     * Of a writer in everybody's build: at full speed four of them would take the processor away
     * from the tests beside, and from what is tested. With all points, as in a soak, there is none.
     */
    static Duration gapInBuild() {
        return Points.apart(2) == 1 ? Duration.ZERO : Duration.ofMillis(2);
    }

    /**
     * Starts all of them; returns when each writer has committed.
     *
     * @param directory outside of the volume: for what the writers are told
     */
    static Traffic on(Path database, Path directory, Orders orders, Settings settings) {
        Traffic traffic = new Traffic(database, directory, orders, settings);
        try {
            Files.createDirectories(directory);
            if (settings.readers()) {
                traffic.startReaders();
            }
            traffic.startWriters();
            return traffic;
        } catch (IOException | RuntimeException e) {
            traffic.close();
            throw new IllegalStateException(e);
        }
    }

    private void startReaders() {
        start(
                OrdersReaderMain.class,
                readers,
                "readers",
                List.of(database.toString(), wish().toString(), state().toString()));
    }

    private void start(Class<?> main, List<String> names, String name, List<String> arguments) {
        names.add(name);
        machinery.start(
                new Machinery.Launch(
                        name,
                        Load.java(main, arguments.toArray(String[]::new)),
                        Map.of(),
                        Optional.empty(),
                        "127.0.0.1"),
                exit -> ended.add(name + " ended with " + exit));
    }

    /** Starts the writers, anew after {@link #killWriters}; returns when each has committed. */
    void startWriters() {
        long now = System.nanoTime();
        List<String> each = IntStream.range(0, orders.writers()).mapToObj(String::valueOf).toList();
        List<String> processes = settings.oneProcess() ? List.of(String.join(",", each)) : each;
        for (String process : processes) {
            start(
                    OrdersWriterMain.class,
                    writers,
                    "writer" + process.replace(',', '-'),
                    List.of(
                            database.toString(),
                            directory.toString(),
                            process,
                            String.valueOf(orders.writers()),
                            String.valueOf(orders.slots()),
                            settings.synchronous(),
                            String.valueOf(settings.autocheckpoint()),
                            String.valueOf(settings.walLimitBytes()),
                            String.valueOf(settings.lookNanos()),
                            settings.journalMode(),
                            String.valueOf(settings.pauseAboveBytes()),
                            String.valueOf(settings.gap().toNanos())));
        }
        awaitCommitsAfter(now, START_LIMIT);
    }

    /** kill -9, as a machine that is stopped the hard way. */
    void killWriters() {
        for (String writer : writers) {
            machinery.kill(writer);
        }
        await(() -> ended.size() == writers.size(), START_LIMIT, "the writers to end");
        ended.clear();
        writers.clear();
    }

    /** How many commits each writer had been told of before {@code nanos}. */
    List<Long> toldBefore(long nanos) {
        List<Long> told = new ArrayList<>();
        for (int writer = 0; writer < orders.writers(); writer++) {
            told.add(Acks.before(Acks.fileOf(directory, writer), nanos));
        }
        return told;
    }

    /** Every commit that was under way between two moments. */
    List<Acks.Commit> commitsBetween(long fromNanos, long untilNanos) {
        List<Acks.Commit> commits = new ArrayList<>();
        for (int writer = 0; writer < orders.writers(); writer++) {
            commits.addAll(Acks.commits(Acks.fileOf(directory, writer), fromNanos, untilNanos));
        }
        return commits;
    }

    /** Returns when every writer has been told of a commit after {@code nanos}. */
    void awaitCommitsAfter(long nanos, Duration limit) {
        await(
                () -> {
                    for (int writer = 0; writer < orders.writers(); writer++) {
                        Path acks = Acks.fileOf(directory, writer);
                        if (!Files.exists(acks)
                                || Acks.before(acks, nanos) == Acks.before(acks, Long.MAX_VALUE)) {
                            return false;
                        }
                    }
                    return true;
                },
                limit,
                "every writer to commit");
    }

    void awaitWal(long bytes, Duration limit) {
        await(() -> walBytes() >= bytes, limit, "a WAL of " + bytes + " bytes");
    }

    long walBytes() {
        return WalFile.bytesBeside(database);
    }

    /** A read transaction that sees the state of now, until {@link #closeLongReader}. */
    void openLongReader() throws IOException {
        Files.createFile(wish());
        await(() -> Files.exists(state()), START_LIMIT, "the long reader to open");
    }

    void closeLongReader() throws IOException {
        Files.deleteIfExists(wish());
        await(() -> !Files.exists(state()), START_LIMIT, "the long reader to close");
    }

    private Path wish() {
        return directory.resolve("long-reader.wish");
    }

    private Path state() {
        return directory.resolve("long-reader.state");
    }

    /** Stops everybody in mid-air, as the simulator does where a volume is a folder. */
    Machinery.Frozen freeze() {
        List<Machinery.Frozen> frozen = new ArrayList<>();
        List.of(writers, readers)
                .forEach(names -> names.forEach(it -> frozen.add(machinery.freeze(it))));
        return () -> frozen.forEach(Machinery.Frozen::close);
    }

    /** Fails if one of them is gone. */
    void requireAlive() {
        if (!ended.isEmpty()) {
            String name = String.valueOf(ended.peek()).split(" ")[0];
            String said;
            try {
                said = Files.readString(machinery.logOf(name));
            } catch (IOException e) {
                said = e.toString();
            }
            throw new AssertionError(ended + ": " + said);
        }
    }

    void await(BooleanSupplier there, Duration limit, String what) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!there.getAsBoolean()) {
            CutShort.requireNot();
            if (!writers.isEmpty() && !what.endsWith("end")) {
                requireAlive();
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited " + limit.toSeconds() + " s for " + what);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    @Override
    public void close() {
        machinery.close();
    }
}
