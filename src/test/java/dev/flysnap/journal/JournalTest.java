package dev.flysnap.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final AppName SHOP = new AppName("shop");
    private static final RunId RUN = new RunId("run_0000000001");
    private static final RunId OTHER = new RunId("run_0000000002");
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir private Path directory;

    @Test
    void whatWasWrittenIsThereForTheNextProcess() {
        Json.Obj plan = Json.Obj.empty().with("a", 1);
        try (Journal journal = Journal.open(directory, CLOCK)) {
            journal.start(RUN, RunKind.CREATE, SHOP, plan);
            journal.add(RUN, new RunEvent.TakenUp(1));
            journal.add(RUN, new RunEvent.Intended(Json.Obj.empty().with("kind", "X")));
        }
        try (Journal journal = Journal.open(directory, CLOCK)) {
            assertEquals(plan, journal.run(RUN).orElseThrow().plan());
            assertEquals(
                    List.of(
                            new RunEvent.TakenUp(1),
                            new RunEvent.Intended(Json.Obj.empty().with("kind", "X"))),
                    journal.events(RUN));
            assertEquals(RunStatus.OPEN, journal.status(RUN));
            journal.add(RUN, new RunEvent.Ended(RunStatus.DONE));
            assertEquals(RunStatus.DONE, journal.status(RUN));
        }
    }

    @Test
    void anAdoptedRunIsThereWithAllThatIsKnownOrNotAtAll() {
        try (Journal journal = Journal.open(directory, CLOCK)) {
            RunEvent event = new RunEvent.Applied(Json.Obj.empty());
            journal.startRecovered(RUN, RunKind.CREATE, SHOP, Json.Obj.empty(), List.of(event));
            assertEquals(List.of(event), journal.events(RUN));
            journal.start(OTHER, RunKind.CREATE, SHOP, Json.Obj.empty());
            assertThrows(
                    FlysnapException.class,
                    () ->
                            journal.startRecovered(
                                    OTHER, RunKind.CREATE, SHOP, Json.Obj.empty(), List.of(event)));
            assertEquals(List.of(), journal.events(OTHER));
        }
    }

    @Test
    void aRunThatIsAPartIsListedWithItsParentOnly() {
        try (Journal journal = Journal.open(directory, CLOCK)) {
            journal.start(RUN, RunKind.FLEET, SHOP, Json.Obj.empty());
            RunRecord part =
                    journal.start(OTHER, Optional.of(RUN), RunKind.CREATE, SHOP, Json.Obj.empty());
            assertEquals(List.of(RUN), journal.runs().stream().map(RunRecord::id).toList());
            assertEquals(List.of(part), journal.childRuns(RUN));
            assertEquals(Optional.of(RUN), journal.run(OTHER).orElseThrow().parent());
            assertEquals(Optional.empty(), journal.run(RUN).orElseThrow().parent());
        }
    }

    @Test
    void aJournalOfTheFirstSchemaIsTakenOverWithItsRuns() throws SQLException {
        try (Journal journal = Journal.open(directory, CLOCK)) {
            journal.start(RUN, RunKind.CREATE, SHOP, Json.Obj.empty());
            journal.add(RUN, new RunEvent.Ended(RunStatus.DONE));
        }
        asTheFirstSchema();
        try (Journal journal = Journal.open(directory, CLOCK)) {
            assertEquals(Optional.empty(), journal.run(RUN).orElseThrow().parent());
            assertEquals(RunStatus.DONE, journal.status(RUN));
            journal.start(OTHER, Optional.of(RUN), RunKind.CREATE, SHOP, Json.Obj.empty());
            assertEquals(1, journal.childRuns(RUN).size());
        }
    }

    @Test
    void whatSeveralThreadsWriteAtOnceIsAllThereAndOneThatFailsSpoilsNoOther() throws Exception {
        int writers = 8;
        int each = 40;
        AtomicInteger refused = new AtomicInteger();
        try (Journal journal = Journal.open(directory, CLOCK)) {
            journal.start(RUN, RunKind.CREATE, SHOP, Json.Obj.empty());
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                threads.add(
                        Thread.startVirtualThread(() -> {
                            for (int nth = 1; nth <= each; nth++) {
                                journal.add(RUN, new RunEvent.TakenUp(nth));
                            }
                        }));
            }
            threads.add(
                    Thread.startVirtualThread(() -> {
                        for (int i = 0; i < each; i++) {
                            try {
                                journal.start(RUN, RunKind.CREATE, SHOP, Json.Obj.empty());
                            } catch (FlysnapException e) {
                                refused.incrementAndGet();
                            }
                        }
                    }));
            for (Thread thread : threads) {
                assertTrue(thread.join(Duration.ofSeconds(60)));
            }
            assertEquals(writers * each, journal.events(RUN).size());
            assertEquals(each, refused.get(), "a run's id is given out once");
        }
    }

    private void asTheFirstSchema() throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + directory.resolve("journal.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("DROP INDEX run_by_parent");
            statement.execute("ALTER TABLE run DROP COLUMN parent");
            statement.execute("PRAGMA user_version = 1");
        }
    }

    @Test
    void theFirstReceiptOfASnapshotStays() {
        try (Journal journal = Journal.open(directory, CLOCK)) {
            journal.saveSnapshot(known("synced"));
            journal.saveSnapshot(known("held"));
            assertEquals(
                    List.of(Optional.of("synced")),
                    journal.snapshots(SHOP).stream()
                            .map(it -> it.receipt().text("grade"))
                            .toList());
        }
    }

    @Test
    void nobodyElseMayReadIt() throws IOException {
        Path fresh = directory.resolve("state");
        Journal.open(fresh, CLOCK).close();
        assertEquals("rwx------", permissionsOf(fresh));
        assertEquals("rw-------", permissionsOf(fresh.resolve("journal.db")));
    }

    @Test
    void aNewerSchemaIsRefusedInWords() throws SQLException {
        Journal.open(directory, CLOCK).close();
        try (Connection connection =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + directory.resolve("journal.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }
        FlysnapException refused =
                assertThrows(FlysnapException.class, () -> Journal.open(directory, CLOCK));
        assertEquals("journal-newer", refused.problem().code());
    }

    @Test
    void aPlaceThatCannotBeWrittenIsAProblemBeforeAnythingBegins() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "no directory");
        FlysnapException refused =
                assertThrows(FlysnapException.class, () -> Journal.open(file, CLOCK));
        assertEquals("journal-not-writable", refused.problem().code());
    }

    @Test
    void aSecondRunIsToldWhoHoldsTheLock() {
        try (Journal journal = Journal.open(directory, CLOCK);
                Journal second = Journal.open(directory, CLOCK)) {
            try (Lock _ = journal.lock("volume vol_aaaa", RUN)) {
                FlysnapException locked =
                        assertThrows(
                                FlysnapException.class,
                                () -> second.lock("volume vol_aaaa", OTHER));
                assertEquals(ExitCode.LOCKED, locked.problem().exit());
                assertTrue(locked.problem().what().contains(RUN.value()), locked.problem().what());
                assertTrue(
                        locked.problem().what().contains("since 2026-01-01T00:00:00Z"),
                        locked.problem().what());
                assertTrue(
                        locked.problem().why().matches("It is held by process \\d+ on \\S+\\."),
                        locked.problem().why());
                second.lock("volume vol_bbbb", OTHER).close();
            }
            second.lock("volume vol_aaaa", OTHER).close();
        }
    }

    @Test
    void aDeadHolderLosesItsLock() throws Exception {
        Process process =
                new ProcessBuilder(Load.java(LockHolder.class, directory.toString()))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (var reader = process.inputReader()) {
            assertEquals("locked", reader.readLine());
            try (Journal journal = Journal.open(directory, CLOCK)) {
                assertThrows(FlysnapException.class, () -> journal.lock("app shop", OTHER));
                process.destroyForcibly();
                assertTrue(process.waitFor(20, TimeUnit.SECONDS));
                journal.lock("app shop", OTHER).close();
            }
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void twoAtOnceLoseNothingOfEachOther() throws Exception {
        int each = 100;
        try (Journal one = Journal.open(directory, CLOCK);
                Journal other = Journal.open(directory, CLOCK)) {
            Thread first = Thread.ofPlatform().start(() -> write(one, RUN, each));
            Thread second = Thread.ofPlatform().start(() -> write(other, OTHER, each));
            first.join();
            second.join();
        }
        try (Journal journal = Journal.open(directory, CLOCK)) {
            for (RunId run : List.of(RUN, OTHER)) {
                List<RunEvent> wanted = new ArrayList<>();
                for (int i = 0; i < each; i++) {
                    wanted.add(new RunEvent.TakenUp(i));
                }
                assertEquals(wanted, journal.events(run));
            }
        }
    }

    private static void write(Journal journal, RunId run, int events) {
        journal.start(run, RunKind.CREATE, SHOP, Json.Obj.empty());
        for (int i = 0; i < events; i++) {
            journal.add(run, new RunEvent.TakenUp(i));
        }
    }

    @Test
    void whoIsGoneLeavesNoFileBehind() throws IOException {
        try (Journal journal = Journal.open(directory, CLOCK)) {
            journal.lock("app shop", RUN).close();
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(
                    List.of(),
                    files.filter(it -> it.getFileName().toString().startsWith("alive")).toList());
        }
    }

    /** Takes a lock and waits to be killed. */
    static final class LockHolder {
        public static void main(String[] arguments) throws IOException {
            try (Journal journal = Journal.open(Path.of(arguments[0]), CLOCK);
                    Lock _ = journal.lock("app shop", RUN)) {
                System.out.println("locked");
                int _ = System.in.read();
            }
        }

        private LockHolder() {}
    }

    private static SnapshotRecord known(String grade) {
        return new SnapshotRecord(
                new SnapshotId("vs_aaaa"),
                SHOP,
                new VolumeId("vol_aaaa"),
                RUN,
                CLOCK.instant(),
                Json.Obj.empty().with("grade", grade),
                Optional.empty(),
                Json.Obj.empty());
    }

    private static String permissionsOf(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
