package dev.flysnap.sqlite.quiesce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.CheckpointResult;
import dev.flysnap.sqlite.Load;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.sqlite.WalFile;
import dev.flysnap.sqlite.quiesce.QuiesceStep.Listener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real databases, written to by other processes as fast as they can. */
class QuiesceUnderLoadTest {
    private static final Duration HOLD = Duration.ofMinutes(2);
    private static final Duration WITHIN = Duration.ofSeconds(60);

    @TempDir private Path work;

    private static QuiesceSequence sequence() {
        return new QuiesceSequence(QuiesceLimits.DEFAULT.withUnderLock(HOLD), Listener.NONE);
    }

    private static QuiesceTarget target(Path file) {
        return new QuiesceTarget("main", file, true);
    }

    @Test
    void writersAreNotKeptOffWhereTheyFillTheWalFasterThanItCanBeCopied() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        List<QuiesceStep> steps = new ArrayList<>();
        // However fast this computer is, what is left is more than that.
        QuiesceLimits hardlyAny = QuiesceLimits.DEFAULT.withUnderLock(Duration.ofNanos(2));
        try (Load load = Load.on(work, "OFF", database)) {
            // In some ms nobody commits: then nothing is known to be left, and it locks.
            String code = "";
            for (int i = 0; i < 20 && !code.equals("wal-too-large"); i++) {
                steps.clear();
                code =
                        assertThrows(
                                        FlysnapException.class,
                                        () ->
                                                new QuiesceSequence(hardlyAny, steps::add)
                                                        .run(List.of(target(database)), HOLD))
                                .problem()
                                .code();
            }
            assertEquals("wal-too-large", code);
            assertFalse(steps.contains(QuiesceStep.LOCKED), steps::toString);
            load.awaitCommitsAfter(System.nanoTime(), WITHIN);
        }
    }

    @Test
    void howMuchIsLeftFollowsFromTheSpeedOfTheWritersAndOfTheCopy() {
        CopyRates rates = new CopyRates(5000, Duration.ofMillis(500), Duration.ofMillis(100));
        assertEquals(10_000, rates.framesPerSecond());
        assertEquals(Duration.ofMillis(200), rates.toCopy(Duration.ofSeconds(1)));
        CopyRates quiet = new CopyRates(0, Duration.ofMillis(500), Duration.ofMillis(100));
        assertEquals(Duration.ZERO, quiet.toCopy(Duration.ofSeconds(1)));
    }

    @Test
    void whileHeldNobodyCommitsAndTheFileAloneHoldsEverything() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        try (Load load = Load.on(work, "OFF", database)) {
            for (int round = 0; round < 3; round++) {
                Path copies = work.resolve("copy" + round);
                Path copy;
                long releasing;
                QuiesceSession quiesced = sequence().run(List.of(target(database)), HOLD);
                try (quiesced) {
                    QuiescedDatabase state = quiesced.databases().getFirst();
                    assertTrue(state.checkpoint().isComplete(), () -> "round: " + state);
                    assertTrue(state.syncProven());
                    copy = TestDatabases.copy(database, copies);
                    assertTrue(quiesced.isHeld());
                    releasing = System.nanoTime();
                    WriteHold.End released = quiesced.release();
                    assertTrue(released.isIntact());
                    assertEquals(released, quiesced.release(), "said again, the same");
                }
                load.awaitCommitsAfter(releasing, WITHIN);
                List<Load.Commit> commits = load.commits();
                long t = quiesced.syncedNanos();
                assertEquals(0, Load.missing(commits, t, copy), "round " + round);
                assertEquals(
                        List.of(),
                        commits.stream()
                                .filter(it -> it.nanos() > t && it.nanos() < releasing)
                                // One that was committed before the lock may be noted after T.
                                .filter(it -> !rowsOf(copy).contains(it.row()))
                                .toList(),
                        "committed while held");
                assertEquals("ok", TestDatabases.ask(copy, "PRAGMA integrity_check"));
            }
        }
    }

    private static Set<String> rowsOf(Path copy) {
        try {
            return Load.rows(copy);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void withoutTheSequenceTheFileAloneLacksCommits() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        try (Load load = Load.on(work, "OFF", database)) {
            long missing = 0;
            // A writer's own checkpoint may just have been complete: not every time, though.
            for (int round = 0; round < 50 && missing == 0; round++) {
                long t = System.nanoTime();
                Path copy = Files.copy(database, work.resolve("copy" + round));
                load.awaitCommitsAfter(t, WITHIN);
                try {
                    missing = Load.missing(load.commits(), t, copy);
                } catch (java.sql.SQLException torn) {
                    missing = Long.MAX_VALUE;
                }
            }
            assertTrue(missing > 0, "else the other tests prove nothing");
        }
    }

    @Test
    void writersAreKeptOffNoLongerThanTheSequenceNeedsUnlessMoreIsAsked() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        try (Load load = Load.on(work, "NORMAL", database)) {
            QuiesceSession quiesced = sequence().run(List.of(target(database)), Duration.ZERO);
            assertFalse(quiesced.isHeld());
            assertFalse(quiesced.release().isIntact(), "nothing was held any more");
            load.awaitCommitsAfter(System.nanoTime(), WITHIN);
        }
    }

    @Test
    void aHoldThatNobodyReleasesEndsByItself() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        try (Load load = Load.on(work, "NORMAL", database)) {
            Duration asked = Duration.ofMillis(700);
            QuiesceSession quiesced = sequence().run(List.of(target(database)), asked);
            assertTrue(quiesced.isHeld());
            WriteHold.End end = quiesced.awaitEnd();
            assertFalse(end.byRelease());
            assertTrue(end.heldFor().compareTo(asked) >= 0, end.toString());
            assertFalse(quiesced.release().isIntact(), "it had lapsed");
            load.awaitCommitsAfter(System.nanoTime(), WITHIN);
        }
    }

    @Test
    void aTransactionOverTwoDatabasesIsInBothFilesOrInNone() throws Exception {
        Path one = TestDatabases.orders(work.resolve("one.db"), "wal");
        Path two = TestDatabases.orders(work.resolve("two.db"), "wal");
        try (Load load = Load.on(work, "OFF", one, two)) {
            for (int round = 0; round < 3; round++) {
                Path copies = work.resolve("copy" + round);
                QuiesceSession quiesced =
                        sequence()
                                .run(
                                        List.of(
                                                new QuiesceTarget("two", two, true),
                                                new QuiesceTarget("one", one, true)),
                                        HOLD);
                try (quiesced) {
                    assertEquals("two", quiesced.databases().getFirst().target().name());
                    TestDatabases.copy(one, copies);
                    TestDatabases.copy(two, copies);
                }
                Set<String> inOne = Load.rows(copies.resolve("one.db"));
                assertEquals(inOne, Load.rows(copies.resolve("two.db")));
                assertEquals(
                        0,
                        Load.missing(
                                load.commits(), quiesced.syncedNanos(), copies.resolve("two.db")));
            }
        }
    }

    @Test
    void aLongReaderIsToldInTimeAndFileWithWalHoldEverything() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        try (Load load = Load.on(work, "OFF", database);
                Connection reader = TestDatabases.open(database);
                Statement reading = reader.createStatement()) {
            reading.execute("BEGIN");
            reading.executeQuery("SELECT count(*) FROM orders").close();
            load.awaitCommitsAfter(System.nanoTime(), WITHIN);
            Path copies = work.resolve("copy");
            QuiesceSession quiesced = sequence().run(List.of(target(database)), HOLD);
            try (quiesced) {
                QuiescedDatabase state = quiesced.databases().getFirst();
                assertFalse(state.checkpoint().isComplete());
                assertTrue(state.note().orElseThrow().contains("a reader"), state::toString);
                assertTrue(state.walBytes() > 0);
                TestDatabases.copy(database, copies);
                TestDatabases.copy(WalFile.beside(database), copies);
                assertTrue(quiesced.release().isIntact());
            }
            assertEquals(
                    0,
                    Load.missing(load.commits(), quiesced.syncedNanos(), copies.resolve("app.db")));
            // The same reader would have shown in the file alone.
            Path alone = TestDatabases.copy(copies.resolve("app.db"), work.resolve("alone"));
            assertTrue(Files.exists(alone));
        }
    }

    @Test
    void inRollbackModeWritersAreHeldOffToo() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "delete");
        try (Load load = Load.on(work, "OFF", database)) {
            Path copies = work.resolve("copy");
            QuiesceSession quiesced = sequence().run(List.of(target(database)), HOLD);
            long releasing;
            try (quiesced) {
                QuiescedDatabase state = quiesced.databases().getFirst();
                assertEquals("delete", state.journalMode());
                assertEquals(CheckpointResult.NO_WAL, state.checkpoint());
                TestDatabases.copy(database, copies);
                assertFalse(Files.exists(work.resolve("app.db-journal")), "nobody is in mid-write");
                releasing = System.nanoTime();
                assertTrue(quiesced.release().isIntact());
            }
            load.awaitSomeCommitAfter(releasing, WITHIN);
            Path copy = copies.resolve("app.db");
            List<Load.Commit> commits = load.commits();
            assertEquals(0, Load.missing(commits, quiesced.syncedNanos(), copy));
            Set<String> written = new HashSet<>(Load.rows(copy));
            assertTrue(
                    commits.stream()
                            .filter(it -> it.nanos() < releasing)
                            .allMatch(it -> written.contains(it.row())),
                    "nobody committed while held");
            assertEquals("ok", TestDatabases.ask(copy, "PRAGMA integrity_check"));
        }
    }
}
