package dev.flysnap.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.sqlite.Load;
import java.io.IOException;
import java.net.URI;
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
import java.util.Map;
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
        try (Journal journal = Journal.open(directory, ApiIdentity.FLY_IO, CLOCK)) {
            journal.start(RUN, RunKind.CREATE, SHOP, plan);
            journal.add(RUN, new RunEvent.TakenUp(1));
            journal.add(RUN, new RunEvent.Intended(Json.Obj.empty().with("kind", "X")));
        }
        try (Journal journal = Journal.open(directory, ApiIdentity.FLY_IO, CLOCK)) {
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
    void whoOnlyLooksMakesNothingAndSeesWhatIsThere() throws IOException {
        List<Problem> unread = new ArrayList<>();
        Path absent = directory.resolve("absent");
        try (Journal journal = Journal.openToLook(absent, ApiIdentity.FLY_IO, CLOCK, unread::add)) {
            assertEquals(List.of(), journal.runs());
        }
        assertFalse(Files.exists(absent));
        try (Journal journal = Journal.open(directory, ApiIdentity.FLY_IO, CLOCK)) {
            journal.start(RUN, RunKind.CREATE, SHOP, Json.Obj.empty());
            try (Journal looking =
                    Journal.openToLook(directory, ApiIdentity.FLY_IO, CLOCK, unread::add)) {
                assertEquals(List.of(RUN), looking.runs().stream().map(RunRecord::id).toList());
            }
        }
        assertEquals(List.of(), unread);
    }

    @Test
    void aJournalThatCannotBeReadIsSaidToBeThatAndLookedPast() throws IOException {
        List<Problem> unread = new ArrayList<>();
        Files.writeString(directory.resolve("journal.db"), "no database at all, but long enough");
        try (Journal journal =
                Journal.openToLook(directory, ApiIdentity.FLY_IO, CLOCK, unread::add)) {
            assertEquals(List.of(), journal.runs());
        }
        assertEquals(List.of("journal-not-readable"), unread.stream().map(Problem::code).toList());
    }

    @Test
    void anAdoptedRunIsThereWithAllThatIsKnownOrNotAtAll() {
        try (Journal journal = Journal.open(directory, ApiIdentity.FLY_IO, CLOCK)) {
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
        try (Journal journal = Journal.open(directory, ApiIdentity.FLY_IO, CLOCK)) {
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
    void whatSeveralThreadsWriteAtOnceIsAllThereAndOneThatFailsSpoilsNoOther() throws Exception {
        int writers = 8;
        int each = 40;
        AtomicInteger refused = new AtomicInteger();
        try (Journal journal = Journal.open(directory, ApiIdentity.FLY_IO, CLOCK)) {
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

    @Test
    void theFirstReceiptOfASnapshotStays() {
        try (Journal journal = Journal.open(directory, ApiIdentity.FLY_IO, CLOCK)) {
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
    void theNewestSnapshotThatTellsIsFoundAndNoOlderOneIsAsked() {
        try (Journal journal = Journal.open(directory, ApiIdentity.FLY_IO, CLOCK)) {
            for (int i = 100; i < 150; i++) {
                journal.saveSnapshot(
                        known(new SnapshotId("vs_aaaa" + i), CLOCK.instant().plusSeconds(i)));
            }
            for (int wanted : new int[] {149, 131, 110, 100}) {
                List<SnapshotId> asked = new ArrayList<>();
                Optional<SnapshotId> found =
                        journal.newestSnapshot(
                                SHOP,
                                it -> {
                                    asked.add(it.snapshot());
                                    return Optional.of(it.snapshot())
                                            .filter(new SnapshotId("vs_aaaa" + wanted)::equals);
                                });
                assertEquals(Optional.of(new SnapshotId("vs_aaaa" + wanted)), found);
                assertEquals(150 - wanted, asked.size(), "each once");
            }
            assertEquals(Optional.empty(), journal.newestSnapshot(SHOP, _ -> Optional.empty()));
        }
    }

    @Test
    void anAppOfTheSameNameOnAnotherFlyHasNothingInCommon() {
        ApiIdentity simulated = ApiIdentity.of(URI.create("http://127.0.0.1:4280"));
        try (Journal real = Journal.open(directory, ApiIdentity.FLY_IO, CLOCK);
                Journal other = Journal.open(directory, simulated, CLOCK)) {
            real.start(RUN, RunKind.CREATE, SHOP, Json.Obj.empty());
            real.saveSnapshot(known("synced"));
            try (Lock _ = real.lock(LockKey.ofApp(SHOP), RUN)) {
                other.lock(LockKey.ofApp(SHOP), OTHER).close();
                assertTrue(real.isActive(RUN));
            }
            assertEquals(List.of(), other.runs());
            assertEquals(List.of(), other.runs(SHOP));
            assertEquals(List.of(), other.runs(RunKind.CREATE, SHOP));
            assertEquals(List.of(), other.snapshots(SHOP));
            assertEquals(List.of(), other.volumes(SHOP));
            assertEquals(Optional.empty(), other.snapshot(new SnapshotId("vs_aaaa")));
            assertEquals(Optional.empty(), other.run(RUN));
            assertEquals(Map.of(ApiIdentity.FLY_IO, 1L), other.runsElsewhere());
            Problem elsewhere = other.belongsElsewhere(RUN).orElseThrow();
            assertEquals("run-of-another-fly", elsewhere.code());
            assertTrue(elsewhere.next().endsWith("unset FLY_FLAPS_BASE_URL"), elsewhere.next());
            other.saveSnapshot(known("held"));
            assertEquals(
                    Optional.of("held"),
                    other.snapshot(new SnapshotId("vs_aaaa")).orElseThrow().receipt().text("grade"),
                    "simulators of one seed give the same ids");
        }
    }

    @Test
    void anAppOfTheSameNameInAnotherOrganisationHasNothingInCommon() {
        try (Journal acme = of("acme");
                Journal other = of("other");
                Journal unknown = Journal.open(directory, ApiIdentity.FLY_IO, CLOCK)) {
            acme.start(RUN, RunKind.CREATE, SHOP, Json.Obj.empty());
            acme.saveSnapshot(known("synced"));
            try (Lock _ = acme.lock(LockKey.ofApp(SHOP), RUN)) {
                other.lock(LockKey.ofApp(SHOP), OTHER).close();
                assertThrows(
                        FlysnapException.class,
                        () -> unknown.lock(LockKey.ofApp(SHOP), OTHER),
                        "who does not know the organisation waits for everyone");
            }
            try (Lock _ = unknown.lock(LockKey.ofApp(SHOP), OTHER)) {
                assertThrows(FlysnapException.class, () -> acme.lock(LockKey.ofApp(SHOP), RUN));
            }
            assertEquals(List.of(), other.runs(SHOP));
            assertEquals(List.of(), other.snapshots(SHOP));
            assertEquals(List.of(), other.volumes(SHOP));
            assertEquals(1, unknown.runs(SHOP).size());
            assertEquals(1, acme.snapshots(SHOP).size());
            assertEquals(
                    Optional.of(new OrganizationSlug("acme")),
                    other.run(RUN).orElseThrow().organization(),
                    "a run that is named is found after its app was moved");
        }
    }

    private Journal of(String organization) {
        return Journal.open(directory, ApiIdentity.FLY_IO, CLOCK)
                .withOrganizations(_ -> Optional.of(organization));
    }

    @Test
    void nobodyElseMayReadIt() throws IOException {
        Path fresh = directory.resolve("state");
        Journal.open(fresh, ApiIdentity.FLY_IO, CLOCK).close();
        assertEquals("rwx------", permissionsOf(fresh));
        assertEquals("rw-------", permissionsOf(fresh.resolve("journal.db")));
    }

    @Test
    void anotherSchemaIsRefusedInWordsAndNotTouched() throws SQLException {
        Journal.open(directory, ApiIdentity.FLY_IO, CLOCK).close();
        assertEquals("journal-newer", problemOfSchema(99).code());
        Problem older = problemOfSchema(2);
        assertEquals("journal-older", older.code());
        assertTrue(older.what().contains(directory.resolve("journal.db").toString()), older.what());
        assertTrue(older.next().contains("--state-dir DIR"), older.next());
    }

    private Problem problemOfSchema(int version) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + directory.resolve("journal.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = " + version);
        }
        return assertThrows(
                        FlysnapException.class,
                        () -> Journal.open(directory, ApiIdentity.FLY_IO, CLOCK))
                .problem();
    }

    @Test
    void aPlaceThatCannotBeWrittenIsAProblemBeforeAnythingBegins() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "no directory");
        FlysnapException refused =
                assertThrows(
                        FlysnapException.class,
                        () -> Journal.open(file, ApiIdentity.FLY_IO, CLOCK));
        assertEquals("journal-not-writable", refused.problem().code());
    }

    @Test
    void aSecondRunIsToldWhoHoldsTheLock() {
        try (Journal journal = Journal.open(directory, ApiIdentity.FLY_IO, CLOCK);
                Journal second = Journal.open(directory, ApiIdentity.FLY_IO, CLOCK)) {
            try (Lock _ = journal.lock(LockKey.ofVolume(SHOP, new VolumeId("vol_aaaa")), RUN)) {
                FlysnapException locked =
                        assertThrows(
                                FlysnapException.class,
                                () ->
                                        second.lock(
                                                LockKey.ofVolume(SHOP, new VolumeId("vol_aaaa")),
                                                OTHER));
                assertEquals(ExitCode.LOCKED, locked.problem().exit());
                assertTrue(locked.problem().what().contains(RUN.value()), locked.problem().what());
                assertTrue(
                        locked.problem().what().contains("since 2026-01-01 00:00:00 UTC"),
                        locked.problem().what());
                assertTrue(
                        locked.problem().why().matches("It is held by process \\d+ on \\S+\\."),
                        locked.problem().why());
                second.lock(LockKey.ofVolume(SHOP, new VolumeId("vol_bbbb")), OTHER).close();
            }
            second.lock(LockKey.ofVolume(SHOP, new VolumeId("vol_aaaa")), OTHER).close();
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
            try (Journal journal = Journal.open(directory, ApiIdentity.FLY_IO, CLOCK)) {
                assertThrows(
                        FlysnapException.class, () -> journal.lock(LockKey.ofApp(SHOP), OTHER));
                process.destroyForcibly();
                assertTrue(process.waitFor(60, TimeUnit.SECONDS));
                journal.lock(LockKey.ofApp(SHOP), OTHER).close();
            }
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void twoAtOnceLoseNothingOfEachOther() throws Exception {
        int each = 100;
        try (Journal one = Journal.open(directory, ApiIdentity.FLY_IO, CLOCK);
                Journal other = Journal.open(directory, ApiIdentity.FLY_IO, CLOCK)) {
            Thread first = Thread.ofPlatform().start(() -> write(one, RUN, each));
            Thread second = Thread.ofPlatform().start(() -> write(other, OTHER, each));
            first.join();
            second.join();
        }
        try (Journal journal = Journal.open(directory, ApiIdentity.FLY_IO, CLOCK)) {
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
        try (Journal journal = Journal.open(directory, ApiIdentity.FLY_IO, CLOCK)) {
            journal.lock(LockKey.ofApp(SHOP), RUN).close();
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
            try (Journal journal = Journal.open(Path.of(arguments[0]), ApiIdentity.FLY_IO, CLOCK);
                    Lock _ = journal.lock(LockKey.ofApp(SHOP), RUN)) {
                System.out.println("locked");
                int _ = System.in.read();
            }
        }

        private LockHolder() {}
    }

    private static SnapshotRecord known(SnapshotId snapshot, Instant takenAt) {
        return new SnapshotRecord(
                snapshot,
                SHOP,
                new VolumeId("vol_aaaa"),
                RUN,
                takenAt,
                Json.Obj.empty(),
                Optional.empty(),
                Json.Obj.empty());
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
