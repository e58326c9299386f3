package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Snapshot;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.Receipt;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.sim.disk.block.BlockDisks;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.HoldUntil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The journal on a real block device, which loses what was not synced: by a power loss at random
 * moments while flysnap works, and by running out of room.
 */
@Needs(Ability.BLOCK_DEVICES)
class JournalOnBlocksTest {
    private static final String VOLUME = "vol_state";
    private static final long SEED = 20261123;
    private static final int POWER_LOSSES = 8;
    private static final long LIMIT_NS = 60_000_000_000L;

    @TempDir private Path directory;
    private BlockDisks disks;

    @BeforeEach
    void openDisks() {
        disks = new BlockDisks(directory.resolve("disks"));
        disks.create(VOLUME, 1);
    }

    @AfterEach
    void closeDisks() {
        disks.close();
    }

    @Test
    void aPowerLossAtAnyMomentTakesNothingThatWasWritten() throws Exception {
        Random random = new Random(SEED);
        AtomicLong passed = new AtomicLong();
        AtomicBoolean enough = new AtomicBoolean();
        try (Shop shop = new Shop(state(VOLUME), Switches.DEFAULTS)) {
            Thread flysnap =
                    Thread.ofPlatform()
                            .start(() -> {
                                while (!enough.get()) {
                                    createdTelling(shop, passed);
                                }
                            });
            try {
                for (int i = 0; i < POWER_LOSSES; i++) {
                    await(passed, passed.get() + 1 + random.nextInt(40));
                    // Each event is told before and after it is written.
                    long written = passed.get() / 2;
                    disks.powerLoss(VOLUME, "vol_after" + i);
                    assertHoldsAtLeast(shop, written, state("vol_after" + i));
                }
            } finally {
                enough.set(true);
                flysnap.join();
            }
        }
        System.out.println(
                "journal: %d power losses, %d events, seed %d"
                        .formatted(POWER_LOSSES, passed.get() / 2, SEED));
    }

    @Test
    void aRunIsContinuedFromWhatThePowerLossLeft() {
        Random random = new Random(SEED);
        for (int i = 0; i < POWER_LOSSES; i++) {
            String volume = VOLUME + i;
            disks.create(volume, 1);
            int point = 2 + random.nextInt(45);
            try (Shop shop = new Shop(state(volume), Switches.DEFAULTS)) {
                RunId run = shop.nextRun();
                shop.cut().arm(point);
                try {
                    Create create = shop.creation();
                    var _ =
                            create.run(
                                    create.plan(
                                            run,
                                            CreateRequests.retained(
                                                    Shop.createRequest(HoldUntil.CREATED), 30)));
                } catch (PowerCut.Dark dark) {
                    // The computer is off.
                }
                shop.cut().disarm();
                disks.powerLoss(volume, "vol_cut" + i);
                try (Journal left = shop.openJournal(state("vol_cut" + i))) {
                    continuedWith(left, shop, run, "cut at point " + point);
                }
            }
        }
    }

    private static void continuedWith(Journal left, Shop shop, RunId run, String when) {
        Optional<RunRecord> record = left.run(run);
        if (record.isEmpty()) {
            assertEquals(
                    0,
                    shop.fly().snapshots().list(Shop.APP, shop.volume()).size(),
                    when + ": nothing is asked of Fly that was not announced");
            return;
        }
        RunContext context =
                new RunContext(
                        shop.fly(),
                        left,
                        shop.sim().sleeper(),
                        shop.sim().clock(),
                        words -> {},
                        shop.cut());
        Receipt receipt =
                new Create(context, Optional.of(shop.hook())).continueRun(record.orElseThrow());
        assertEquals(1, finished(shop), when);
        assertEquals(Optional.of(30), receipt.retentionDays(), when);
        assertEquals(14, shop.retention(), when);
        assertEquals(RunStatus.DONE, left.status(run), when);
    }

    @Test
    void aFullDiskStopsARunBeforeItActs() throws Exception {
        for (int point : new int[] {1, 9, 15, 24}) {
            String volume = VOLUME + point;
            disks.create(volume, 1);
            try (Shop shop = new Shop(state(volume), Switches.DEFAULTS)) {
                shop.create();
                RunId run = shop.nextRun();
                shop.cut().at(point, () -> fill(disks.directory(volume)));
                Create create = shop.creation();
                FlysnapException full =
                        assertThrows(
                                FlysnapException.class,
                                () ->
                                        create.run(
                                                create.plan(
                                                        run,
                                                        Shop.createRequest(HoldUntil.QUIESCED))),
                                "at point " + point);
                assertEquals("journal-not-writable", full.problem().code());
                assertTrue(full.problem().why().contains("full"), full.problem().why());
                assertTrue(full.problem().next().contains("--state-dir"), full.problem().next());
                assertFalse(shop.isHeld());
                long before = shop.fly().snapshots().list(Shop.APP, shop.volume()).size();
                assertTrue(before <= 2, "at point " + point);
                makeRoom(disks.directory(volume));
                theProcessIsGone(state(volume));
                if (shop.journal().run(run).isEmpty()) {
                    assertEquals(1, before, "nothing begun, nothing asked for");
                    continue;
                }
                var _ = shop.creation().continueRun(shop.journal().run(run).orElseThrow());
                assertEquals(2, finished(shop), "at point " + point);
                assertEquals(RunStatus.DONE, shop.journal().status(run));
            }
        }
    }

    private Path state(String volume) {
        return disks.directory(volume).resolve("home/.local/state/flysnap");
    }

    private static void createdTelling(Shop shop, AtomicLong passed) {
        RunContext context =
                new RunContext(
                        shop.fly(),
                        shop.journal(),
                        shop.sim().sleeper(),
                        shop.sim().clock(),
                        words -> {},
                        passed::incrementAndGet);
        Create create = new Create(context, Optional.of(shop.hook()));
        var _ =
                create.run(
                        create.plan(
                                shop.nextRun(),
                                CreateRequests.retained(
                                        Shop.createRequest(HoldUntil.CREATED), 30)));
    }

    private static void await(AtomicLong passed, long target) {
        long deadline = System.nanoTime() + LIMIT_NS;
        while (passed.get() < target) {
            assertTrue(System.nanoTime() < deadline, "flysnap goes on");
            Thread.onSpinWait();
        }
    }

    private static void assertHoldsAtLeast(Shop shop, long written, Path state)
            throws SQLException {
        try (Journal journal = shop.openJournal(state)) {
            long events = 0;
            for (RunRecord run : journal.runs()) {
                events += journal.events(run.id()).size();
                var _ = journal.status(run.id());
            }
            assertTrue(events >= written, events + " of " + written + " events are left");
        }
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + state.resolve("journal.db"));
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("PRAGMA integrity_check")) {
            assertEquals("ok", rows.getString(1));
        }
    }

    /** What the test's own process holds goes with the process in life. */
    private static void theProcessIsGone(Path state) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + state.resolve("journal.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM lock");
        }
    }

    private static void fill(Path volume) {
        try {
            Path ballast = Files.createDirectory(volume.resolve("ballast"));
            long bytes = Files.getFileStore(volume).getUnallocatedSpace();
            for (int i = 0; bytes >= 4096; i++) {
                Path part = ballast.resolve(Integer.toString(i));
                boolean room =
                        new ProcessBuilder("fallocate", "-l", Long.toString(bytes), part.toString())
                                        .redirectErrorStream(true)
                                        .start()
                                        .waitFor()
                                == 0;
                bytes = room ? Files.getFileStore(volume).getUnallocatedSpace() : bytes / 2;
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void makeRoom(Path volume) throws IOException {
        try (Stream<Path> parts = Files.list(volume.resolve("ballast"))) {
            for (Path part : parts.toList()) {
                Files.delete(part);
            }
        }
    }

    private static long finished(Shop shop) {
        return shop.fly().snapshots().list(Shop.APP, shop.volume()).stream()
                .map(Snapshot::status)
                .filter(it -> it.isFinished())
                .count();
    }
}
