package dev.flysnap.load;

import dev.flysnap.contract.DatabaseState;
import dev.flysnap.sim.disk.DeviceWrites;
import dev.flysnap.sim.disk.block.BlockDisks;
import dev.flysnap.sim.platform.Disks;
import dev.flysnap.sim.platform.Machinery;
import dev.flysnap.sqlite.WalFile;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Snapshots of a volume under load, one after the other, each brought back and judged by what the
 * writers were told: with its WAL, and where the hook says that the file holds everything, without.
 *
 * <p>The process that runs it never opens the database itself: a folder's snapshot opens and closes
 * its files, and POSIX would drop this process's locks on them.
 */
final class QuiesceRounds {
    static final int WRITERS = 4;
    private static final int PAGE = 4096;
    private static final int NEVER = 0;
    private static final String VOLUME = "vol_load";
    private static final String CHECK = "vol_check";
    private static final String SNAPSHOT = "vs_load";
    private static final String FILE = "app.db";

    /** Longer than any copy takes; each round ends it itself. */
    private static final Duration HOLD = Duration.ofMinutes(5);

    /** Every so many rounds a reader stays open over the quiesce; the others may be held. */
    private static final int LONG_READER_EACH = 5;

    /**
     * @param walBytes how large the WAL is when a round begins, for so many rounds each
     * @param synchronous of the writers: with OFF nothing but the quiesce brings a commit to the
     *     device
     * @param quiesce false to show what a snapshot without it is worth
     */
    record Plan(
            long databaseBytes, long walBytes, String synchronous, int rounds, boolean quiesce) {}

    /**
     * @param losses what must not be
     * @param heldComplete rounds in which the file alone was claimed to hold everything, and did
     * @param aloneBroken rounds in which the file alone lacked commits, or was torn
     * @param bothBroken the same of the file with its WAL
     */
    record Result(
            int rounds, int heldComplete, int aloneBroken, int bothBroken, List<String> losses) {
        static final Result NONE = new Result(0, 0, 0, 0, List.of());

        Result and(Result other) {
            List<String> all = new ArrayList<>(losses);
            all.addAll(other.losses);
            return new Result(
                    rounds + other.rounds,
                    heldComplete + other.heldComplete,
                    aloneBroken + other.aloneBroken,
                    bothBroken + other.bothBroken,
                    all);
        }
    }

    private final Disks disks;
    private final Path work;
    private final Consumer<String> progress;
    private final Duration gap;

    /**
     * @param work outside of the volumes
     * @param gap between two commits of a writer
     */
    QuiesceRounds(Disks disks, Path work, Consumer<String> progress, Duration gap) {
        this.gap = gap;
        this.disks = disks;
        this.work = work;
        this.progress = progress;
    }

    Result run(Plan plan) throws IOException, SQLException {
        Orders orders = Orders.of(WRITERS, plan.databaseBytes());
        int volumeGb = (int) (plan.databaseBytes() >> 28) + 4;
        disks.create(VOLUME, volumeGb);
        Path database = orders.create(disks.directory(VOLUME).resolve(FILE));
        Traffic.Settings settings =
                Traffic.Settings.wal(
                                plan.synchronous(),
                                plan.quiesce() ? (int) (plan.walBytes() / PAGE) : NEVER,
                                plan.quiesce() ? plan.walBytes() * 3 / 2 : Long.MAX_VALUE,
                                false,
                                500_000)
                        .withGap(gap);
        Path acks = Files.createTempDirectory(work, "load");
        try (AgentProcess agent = AgentProcess.on(database);
                Traffic traffic = Traffic.on(database, acks, orders, settings)) {
            Result all = Result.NONE;
            for (int round = 1; round <= plan.rounds(); round++) {
                Result one =
                        plan.quiesce()
                                ? round(round, plan, volumeGb, orders, agent, traffic)
                                : roundWithoutQuiesce(round, plan, volumeGb, orders, traffic);
                all = all.and(one);
                progress.accept(
                        "round %d of %d, WAL of %d MB: %s"
                                .formatted(
                                        round,
                                        plan.rounds(),
                                        plan.walBytes() >> 20,
                                        said(plan, one)));
            }
            return all;
        } finally {
            disks.delete(VOLUME);
        }
    }

    private static String said(Plan plan, Result one) {
        if (!plan.quiesce()) {
            return one.bothBroken() > 0
                    ? "it lacks commits, also with its WAL"
                    : one.aloneBroken() > 0
                            ? "the file alone lacks commits"
                            : "it happens to be whole";
        }
        return one.losses().isEmpty() ? "nothing lost" : one.losses().toString();
    }

    private Result round(
            int round, Plan plan, int volumeGb, Orders orders, AgentProcess agent, Traffic traffic)
            throws IOException {
        traffic.awaitWal(plan.walBytes(), Duration.ofMinutes(2));
        boolean longReader = round % LONG_READER_EACH == 0;
        boolean hold = round % 2 == 1;
        if (longReader) {
            traffic.openLongReader();
            traffic.awaitCommitsAfter(System.nanoTime(), Duration.ofMinutes(1));
        }
        AgentProcess.Outcome outcome = agent.quiesce(hold ? HOLD : Duration.ZERO);
        long requestNanos = System.nanoTime();
        disks.snapshot(VOLUME, SNAPSHOT, traffic::freeze);
        boolean intact = agent.resume(outcome.quiesced()).isEmpty() && hold;
        if (longReader) {
            traffic.closeLongReader();
        }
        traffic.requireAlive();
        // Writers at full speed would leave the judge no CPU, and fill the volume meanwhile.
        try (Machinery.Frozen _ = traffic.freeze()) {
            return judged(
                    round, volumeGb, orders, traffic, Optional.of(outcome), requestNanos, intact);
        } finally {
            disks.deleteSnapshot(SNAPSHOT);
        }
    }

    /**
     * Nobody checkpoints, so the file alone lacks commits; and nothing that was committed after the
     * sync is on the device, or the snapshot is taken again.
     */
    private Result roundWithoutQuiesce(
            int round, Plan plan, int volumeGb, Orders orders, Traffic traffic) throws IOException {
        traffic.awaitWal(plan.walBytes(), Duration.ofMinutes(2));
        while (true) {
            long writes;
            try (Machinery.Frozen _ = traffic.freeze()) {
                writes = writesAfterSync();
            }
            traffic.awaitCommitsAfter(System.nanoTime(), Duration.ofMinutes(1));
            long requestNanos = System.nanoTime();
            disks.snapshot(VOLUME, SNAPSHOT, traffic::freeze);
            long writesThen = writes();
            traffic.requireAlive();
            try (Machinery.Frozen _ = traffic.freeze()) {
                if (writesThen == writes) {
                    return judged(
                            round,
                            volumeGb,
                            orders,
                            traffic,
                            Optional.empty(),
                            requestNanos,
                            false);
                }
            } finally {
                disks.deleteSnapshot(SNAPSHOT);
            }
        }
    }

    private long writesAfterSync() throws IOException {
        return disks instanceof BlockDisks
                ? new DeviceWrites(disks.directory(VOLUME)).afterSync()
                : 0;
    }

    /** What is in the page cache is in a folder's snapshot, too: nothing to count. */
    private long writes() throws IOException {
        return disks instanceof BlockDisks
                ? new DeviceWrites(disks.directory(VOLUME)).completed()
                : 0;
    }

    private Result judged(
            int round,
            int volumeGb,
            Orders orders,
            Traffic traffic,
            Optional<AgentProcess.Outcome> outcome,
            long requestNanos,
            boolean intact)
            throws IOException {
        // While writers are off, what they are told after T was committed before the lock.
        long t = outcome.map(it -> it.nanosOf(QuiesceStep.SYNCED)).orElse(requestNanos);
        Optional<DatabaseState> state = outcome.map(it -> it.quiesced().databases().getFirst());
        boolean claimed =
                intact && state.filter(it -> it.held() && it.isCompleteInFile()).isPresent();
        List<String> losses = new ArrayList<>();
        List<String> both = read(volumeGb, orders, true).problemsAgainst(traffic.toldBefore(t));
        List<String> alone =
                read(volumeGb, orders, false).problemsAgainst(traffic.toldBefore(requestNanos));
        if (state.isPresent()) {
            if (!state.get().synced()) {
                losses.add("round " + round + ": no sync is claimed: " + state.get());
            }
            both.forEach(it -> losses.add("round " + round + ", with its WAL: " + it));
        }
        if (claimed) {
            alone.forEach(it -> losses.add("round " + round + ", the file alone: " + it));
        }
        return new Result(
                1, claimed ? 1 : 0, alone.isEmpty() ? 0 : 1, both.isEmpty() ? 0 : 1, losses);
    }

    private Orders.Content read(int volumeGb, Orders orders, boolean withWal) throws IOException {
        disks.createFrom(CHECK, volumeGb, SNAPSHOT);
        try {
            Path file = disks.directory(CHECK).resolve(FILE);
            if (!withWal) {
                Files.deleteIfExists(WalFile.beside(file));
                Files.deleteIfExists(file.resolveSibling(FILE + "-shm"));
            }
            return orders.read(file);
        } finally {
            disks.delete(CHECK);
        }
    }
}
