package dev.flysnap.sqlite.copy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.file.StreamSink;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.Load;
import dev.flysnap.sqlite.Mounted;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.sqlite.check.VerificationRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(180)
class DatabaseCopierTest {
    private static final String FILL =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO orders SELECT 1, i, randomblob(1000) FROM n";

    @TempDir private Path work;

    private Path filled(String journalMode) throws Exception {
        Path file = TestDatabases.orders(work.resolve("it's 100% a?b.db"), journalMode);
        TestDatabases.sql(
                file,
                FILL,
                "PRAGMA user_version = 7",
                "PRAGMA application_id = 99",
                "DELETE FROM orders WHERE number > 2000");
        return file;
    }

    private CopiedDatabase copy(Path source, CopyMethod method) {
        return copy(source, method, work.resolve("copy of it's.db"));
    }

    private static CopiedDatabase copy(Path source, CopyMethod method, Path target) {
        return new DatabaseCopier(source, (_, _) -> {}).copy(method, target);
    }

    @ParameterizedTest
    @CsvSource({
        "VACUUM,wal",
        "VACUUM,delete",
        "BACKUP,wal",
        "BACKUP,delete",
        "RAW,wal",
        "RAW,delete"
    })
    void aCopyIsOnePrivateFileInTheModeOfItsSource(CopyMethod method, String journalMode)
            throws Exception {
        Path source = filled(journalMode);
        try (Connection app = TestDatabases.open(source)) {
            app.createStatement().execute("UPDATE orders SET writer = 2 WHERE number = 1");
            CopiedDatabase copied = copy(source, method);
            Path file = copied.file();
            assertEquals(List.of(file), copies(), "nothing lies beside it");
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            assertEquals(journalMode, copied.journalMode());
            assertEquals(method == CopyMethod.RAW, copied.isExact());
            assertEquals(journalMode, TestDatabases.ask(file, "PRAGMA journal_mode"));
            assertEquals("ok", TestDatabases.ask(file, "PRAGMA integrity_check"));
            assertEquals("2000", TestDatabases.ask(file, "SELECT count(*) FROM orders"));
            assertEquals(
                    "1", TestDatabases.ask(file, "SELECT count(*) FROM orders WHERE writer = 2"));
            assertEquals("7", TestDatabases.ask(file, "PRAGMA user_version"));
            assertEquals("99", TestDatabases.ask(file, "PRAGMA application_id"));
            if (method == CopyMethod.VACUUM) {
                assertTrue(Files.size(file) < Files.size(source) / 2, "free pages are left out");
            } else {
                assertEquals(
                        TestDatabases.ask(source, "PRAGMA page_count"),
                        TestDatabases.ask(file, "PRAGMA page_count"));
            }
        }
    }

    private List<Path> copies() throws Exception {
        try (Stream<Path> files = Files.list(work)) {
            return files.filter(it -> it.getFileName().toString().startsWith("copy")).toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void progressGoesUpToTheEnd(CopyMethod method) throws Exception {
        List<Long> done = new ArrayList<>();
        List<Long> totals = new ArrayList<>();
        CopiedDatabase copied =
                new DatabaseCopier(
                                filled("wal"),
                                (doneBytes, totalBytes) -> {
                                    done.add(doneBytes);
                                    totals.add(totalBytes);
                                })
                        .copy(method, work.resolve("copy.db"));
        assertEquals(done.stream().sorted().toList(), done);
        for (int i = 0; i < done.size(); i++) {
            assertTrue(done.get(i) <= totals.get(i));
        }
        if (method != CopyMethod.VACUUM) {
            assertEquals(Files.size(copied.file()), done.getLast());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whateverFailsNothingIsLeft(CopyMethod method) throws Exception {
        Path text = Files.writeString(work.resolve("text"), "no database".repeat(1000));
        Path damaged = filled("delete");
        byte[] bytes = Files.readAllBytes(damaged);
        Arrays.fill(bytes, 100, 8192, (byte) 0x55);
        Files.write(damaged, bytes);
        assertEquals("database-absent", codeOf(work.resolve("none.db"), method));
        assertEquals("not-a-database", codeOf(text, method));
        assertEquals("database-corrupt", codeOf(damaged, method));
        assertEquals(List.of(), copies());
    }

    /**
     * It most likely is the wrong file; a schedule would replace good copies by ones of nothing.
     */
    @ParameterizedTest
    @EnumSource
    void anEmptyDatabaseIsNotCopied(CopyMethod method) throws Exception {
        Path empty = Files.createFile(work.resolve("empty.db"));
        assertEquals("database-empty", codeOf(empty, method));
        assertEquals(List.of(), copies());
        TestDatabases.sql(empty, "CREATE TABLE t (x)", "DROP TABLE t");
        assertEquals(
                "0",
                TestDatabases.ask(
                        copy(empty, method).file(), "SELECT count(*) FROM sqlite_schema"));
    }

    /** Closed, it may be checkpointed: that is to be synced. */
    @Test
    void aVacuumLeavesItsSourceSyncingWhetherItSucceedsOrNot() throws Exception {
        Path target = work.resolve("target.db");
        try (Database source = Database.open(filled("wal"));
                Statement statement = source.connection().createStatement()) {
            VacuumCopy.write(source, target, 0, (_, _) -> {});
            assertEquals(2, synchronous(statement));
            assertThrows(
                    SQLException.class, () -> VacuumCopy.write(source, target, 0, (_, _) -> {}));
            assertEquals(2, synchronous(statement));
        }
    }

    private static int synchronous(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("PRAGMA main.synchronous")) {
            return row.getInt(1);
        }
    }

    @Test
    void whatIsThereIsNeverOverwritten() throws Exception {
        Path source = filled("wal");
        Path there = Files.writeString(work.resolve("copy of it's.db"), "mine");
        assertEquals("copy-not-written", codeOf(source, CopyMethod.VACUUM));
        assertEquals("mine", Files.readString(there));
    }

    private String codeOf(Path source, CopyMethod method) {
        return assertThrows(FlysnapException.class, () -> copy(source, method)).problem().code();
    }

    @ParameterizedTest
    @EnumSource
    @Needs(Ability.MOUNTS)
    void whereThereIsNoRoomItIsSaidBefore(CopyMethod method) throws Exception {
        Path source = filled("wal");
        TestDatabases.sql(source, FILL);
        try (Mounted small = Mounted.tmpfs(work.resolve("small"), "10m")) {
            FlysnapException e =
                    assertThrows(
                            FlysnapException.class,
                            () -> copy(source, method, small.at().resolve("copy.db")));
            assertEquals("copy-no-room", e.problem().code());
            assertTrue(e.problem().what().contains("are free"), e.problem().what());
            try (Stream<Path> left = Files.list(small.at())) {
                assertEquals(List.of(), left.toList());
            }
        }
    }

    /** Others fill it while the copy is made. */
    @ParameterizedTest
    @EnumSource
    @Needs(Ability.MOUNTS)
    void aDiskThatBecomesFullLeavesNothing(CopyMethod method) throws Exception {
        Path source = filled("wal");
        for (int i = 0; i < 3; i++) {
            TestDatabases.sql(source, FILL);
        }
        try (Mounted small = Mounted.tmpfs(work.resolve("small"), "40m")) {
            FlysnapException e =
                    assertThrows(
                            FlysnapException.class,
                            () ->
                                    new DatabaseCopier(
                                                    source, (done, total) -> small.fill("others"))
                                            .copy(method, small.at().resolve("copy.db")));
            assertTrue(
                    List.of("copy-no-room", "copy-not-written").contains(e.problem().code()),
                    e.problem().toString());
            assertFalse(Files.exists(small.at().resolve("copy.db")));
        }
    }

    /** The backup API goes on to its end all the same. */
    @ParameterizedTest
    @EnumSource
    @Needs(Ability.MOUNTS)
    void aCancelledCopyTakesNoMoreRoom(CopyMethod method) throws Exception {
        Path source = filled("wal");
        for (int i = 0; i < 6; i++) {
            TestDatabases.sql(source, FILL);
        }
        try (Mounted small = Mounted.tmpfs(work.resolve("small"), "60m")) {
            FileStore disk = Files.getFileStore(small.at());
            List<Long> free = new ArrayList<>();
            CopyProgress cancelled =
                    new CopyProgress() {
                        @Override
                        public void copied(long doneBytes, long totalBytes) {
                            try {
                                free.add(disk.getUsableSpace());
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        }

                        @Override
                        public boolean isCancelled() {
                            return true;
                        }
                    };
            Path target = small.at().resolve("copy.db");
            assertThrows(
                    FlysnapException.class,
                    () -> new DatabaseCopier(source, cancelled).copy(method, target));
            assertTrue(
                    Collections.min(free) > (60 << 20) - 2 * BackupCopy.BYTES_A_STEP,
                    free::toString);
            assertFalse(Files.exists(target));
        }
    }

    /** It would start again for ever. */
    @Test
    void aBackupBesideWritersWithoutAWalComesToAnEnd() throws Exception {
        Path source = TestDatabases.orders(work.resolve("app.db"), "delete");
        for (int i = 0; i < 20; i++) {
            TestDatabases.sql(source, FILL);
        }
        try (Load load = Load.on(1, 1, work, "OFF", source)) {
            long began = System.nanoTime();
            CopiedDatabase copied = copy(source, CopyMethod.BACKUP);
            long ended = System.nanoTime();
            load.awaitSomeCommitAfter(ended, Duration.ofSeconds(60));
            assertEquals(0, Load.missing(load.commits(), began, copied.file()));
            assertEquals("ok", TestDatabases.ask(copied.file(), "PRAGMA integrity_check"));
        }
    }

    @Test
    void aReaderThatStaysOpenKeepsARawCopyFromBeingWhole() throws Exception {
        Path source = filled("wal");
        try (Connection old = TestDatabases.open(source);
                Connection app = TestDatabases.open(source)) {
            old.createStatement().execute("BEGIN");
            try (ResultSet row =
                    old.createStatement().executeQuery("SELECT count(*) FROM orders")) {
                assertTrue(row.next());
            }
            app.createStatement().execute("DELETE FROM orders WHERE number < 100");
            assertEquals("copy-reader-in-the-way", codeOf(source, CopyMethod.RAW));
            assertEquals(List.of(), copies());
            CopiedDatabase vacuumed = copy(source, CopyMethod.VACUUM);
            assertEquals("1901", TestDatabases.ask(vacuumed.file(), "SELECT count(*) FROM orders"));
        }
        Path again = work.resolve("copy2.db");
        assertEquals(again, copy(source, CopyMethod.RAW, again).file());
    }

    @Test
    void aPinnedFileStaysAsItIsWhileTheAppGoesOn() throws Exception {
        Path source = filled("wal");
        try (PinnedDatabase pinned = PinnedDatabase.open(source)) {
            ByteArrayOutputStream first = new ByteArrayOutputStream();
            pinned.writeTo(new StreamSink(first, 1 << 20), (_, _) -> {});
            for (int i = 0; i < 20; i++) {
                TestDatabases.sql(
                        source,
                        "UPDATE orders SET body = randomblob(900)",
                        "PRAGMA wal_checkpoint(PASSIVE)");
            }
            ByteArrayOutputStream second = new ByteArrayOutputStream();
            pinned.writeTo(new StreamSink(second, 1 << 20), (_, _) -> {});
            assertArrayEquals(first.toByteArray(), second.toByteArray());
        }
    }

    /** By a program that knows nothing of SQLite's locks. */
    @Test
    void aPinnedFileThatIsWrittenToAllTheSameGivesNoCopy() throws Exception {
        Path source = filled("wal");
        try (PinnedDatabase pinned = PinnedDatabase.open(source)) {
            VerificationRequest quick =
                    new VerificationRequest(CheckDepth.QUICK, false, Duration.ofMinutes(1));
            assertEquals(List.of(), pinned.verify(quick).problems());
            pinned.writeTo(new StreamSink(OutputStream.nullOutputStream(), 1 << 20), (_, _) -> {});
            Files.write(source, new byte[4096], StandardOpenOption.APPEND);
            for (Executable reading :
                    List.<Executable>of(
                            () -> pinned.verify(quick),
                            () ->
                                    pinned.writeTo(
                                            new StreamSink(
                                                    OutputStream.nullOutputStream(), 1 << 20),
                                            (_, _) -> {}))) {
                FlysnapException e = assertThrows(FlysnapException.class, reading);
                assertEquals("copy-source-changed", e.problem().code());
            }
        }
    }

    @Test
    void aRawCopyEndsBeforeTheWalFillsTheDisk() throws Exception {
        Path source = filled("wal");
        try (Connection app = TestDatabases.open(source);
                PinnedDatabase pinned = PinnedDatabase.open(source, 1 << 20)) {
            OutputStream slow =
                    new OutputStream() {
                        @Override
                        public void write(int value) {}

                        @Override
                        public void write(byte[] bytes, int offset, int length) {
                            try {
                                app.createStatement()
                                        .execute("UPDATE orders SET body = randomblob(900)");
                            } catch (SQLException e) {
                                throw new IllegalStateException(e);
                            }
                        }
                    };
            FlysnapException e =
                    assertThrows(
                            FlysnapException.class,
                            () -> pinned.writeTo(new StreamSink(slow, 1 << 20), (_, _) -> {}));
            assertEquals("copy-wal-too-large", e.problem().code());
        }
    }

    /** Whatever reads the copy may hang: a network, or the program behind a pipe. */
    @Test
    void aCopyThatNobodyTakesLetsTheWalBeMovedBeforeItFillsTheDisk() throws Exception {
        Path source = filled("wal");
        CountDownLatch isHanging = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        OutputStream hanging =
                new OutputStream() {
                    @Override
                    public void write(int value) {}

                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        isHanging.countDown();
                        awaitQuietly(goesOn);
                    }
                };
        try (Connection app = TestDatabases.open(source);
                PinnedDatabase pinned = PinnedDatabase.open(source, 1 << 20)) {
            FutureTask<FlysnapException> copying =
                    new FutureTask<>(() ->
                            assertThrows(
                                    FlysnapException.class,
                                    () ->
                                            pinned.writeTo(
                                                    new StreamSink(hanging, 1 << 20),
                                                    (_, _) -> {})));
            Thread _ = Thread.ofPlatform().daemon().start(copying);
            awaitQuietly(isHanging);
            app.createStatement().execute("UPDATE orders SET body = randomblob(900)");
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (isBusy(app) && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertFalse(isBusy(app));
            goesOn.countDown();
            assertEquals("copy-wal-too-large", copying.get().problem().code());
            VerificationRequest quick =
                    new VerificationRequest(CheckDepth.QUICK, false, Duration.ofMinutes(1));
            assertEquals(
                    "copy-wal-too-large",
                    assertThrows(FlysnapException.class, () -> pinned.verify(quick))
                            .problem()
                            .code());
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isBusy(Connection app) throws SQLException {
        try (ResultSet row =
                app.createStatement().executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
            return row.getInt(1) != 0;
        }
    }
}
