package dev.flysnap.portable.take;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.portable.manifest.CopyList;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.manifest.Manifests;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.DirectoryStore;
import dev.flysnap.portable.store.Draft;
import dev.flysnap.portable.store.ForwardingStore;
import dev.flysnap.portable.store.LimitedStore;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.portable.store.StoreProblems;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Labels;
import dev.flysnap.seal.AgeKey;
import dev.flysnap.seal.Compression;
import dev.flysnap.seal.Recipient;
import dev.flysnap.seal.Sealing;
import dev.flysnap.seal.UnsealedInput;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.sqlite.check.TableRows;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TakeTest {
    private static final Sealing SEALED =
            new Sealing(
                    Optional.of(new Compression(3, 1)),
                    List.of(Recipient.parse(AgeKey.OURS.recipient())));

    @TempDir private Path work;
    private Path source = Path.of("");
    private CopyStore store = DirectoryStore.open(Path.of("."));

    @BeforeEach
    void fill() throws Exception {
        source = TestDatabases.orders(work.resolve("app.db"), "wal");
        TestDatabases.sql(
                source,
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO orders SELECT 1, i, randomblob(1000) FROM n",
                "PRAGMA user_version = 7");
        store = DirectoryStore.openOrCreate(work.resolve("copies"));
    }

    private TakeRequest request(CopyMethod method, CheckDepth check, Sealing how, Destination to) {
        return new TakeRequest(
                new CopySource.LocalFile(source),
                Optional.of(new AppName("shop")),
                "main",
                new RunId("run_bbbbbbbbbb"),
                method,
                check,
                how,
                Labels.parse(List.of("release=42")),
                to,
                store.directory().orElseThrow());
    }

    private static TakeResult take(TakeRequest request) {
        return new Take(request, new SilentProgress()).run();
    }

    @ParameterizedTest
    @CsvSource({"VACUUM,QUICK", "BACKUP,FULL", "RAW,QUICK", "RAW,NONE", "VACUUM,NONE"})
    void aCopyInAStoreIsWhatItsManifestSays(CopyMethod method, CheckDepth check) throws Exception {
        CopyManifest copy =
                take(request(method, check, SEALED, new Destination.InStore(store))).manifest();
        assertEquals(List.of(copy), CopyList.of(store).copies());
        assertEquals(copy, Manifests.read(store, copy.content()), "as it was written");
        assertTrue(
                copy.content()
                        .value()
                        .matches("shop-main-\\d{8}T\\d{6}Z-run_bbbbbbbbbb\\.db\\.zst\\.age"),
                copy.toString());
        assertEquals(method == CopyMethod.RAW ? Grade.HELD : Grade.SYNCED, copy.grade());
        assertEquals(7, copy.sqlite().userVersion());
        assertEquals("wal", copy.sqlite().journalMode());
        assertEquals(
                List.of(AgeKey.OURS.recipient()),
                copy.recipients().stream().map(Recipient::value).toList());
        assertEquals("release=42", copy.labelsOrNone().toString());
        if (check != CheckDepth.NONE) {
            assertEquals(
                    Optional.of(List.of(new TableRows("orders", 3000, Optional.empty()))),
                    copy.rows());
        }
        assertFalse(copy.completeUntil().isBefore(copy.startedAt()));
        try (UnsealedInput input =
                UnsealedInput.open(
                        "x",
                        store.open(copy.content()),
                        AgeKey.OURS.identities(),
                        copy.plain().bytes())) {
            Files.copy(input, work.resolve("back.db"));
            assertEquals(copy.plain(), input.finish().plain());
        }
        assertEquals(
                "3000", TestDatabases.ask(work.resolve("back.db"), "SELECT count(*) FROM orders"));
        assertEquals(2, filesIn(store).size(), "and nothing else");
    }

    /** It would have to lie where nothing is. Without a WAL its writers would wait. */
    @Test
    void aCheckedRawCopyNeedsNoSecondFile() throws Exception {
        TakeRequest given =
                request(CopyMethod.RAW, CheckDepth.FULL, SEALED, new Destination.InStore(store));
        TakeRequest request =
                new TakeRequest(
                        given.source(),
                        given.app(),
                        given.database(),
                        given.run(),
                        given.method(),
                        given.check(),
                        given.sealing(),
                        given.labels(),
                        given.to(),
                        work.resolve("absent"));
        assertEquals(CheckDepth.FULL, take(request).manifest().checked());
        TestDatabases.sql(source, "PRAGMA journal_mode = delete");
        FlysnapException e = assertThrows(FlysnapException.class, () -> take(request));
        assertEquals("temp-dir-unusable", e.problem().code());
    }

    private static List<Path> filesIn(CopyStore store) throws Exception {
        try (Stream<Path> files = Files.list(store.directory().orElseThrow())) {
            return files.toList();
        }
    }

    @Test
    void aFileGetsItsManifestBesideIt() throws Exception {
        ObjectName name = new ObjectName("my copy.db");
        TakeResult result =
                take(
                        request(
                                CopyMethod.VACUUM,
                                CheckDepth.QUICK,
                                Sealing.NONE,
                                new Destination.AsObject(store, name)));
        Path file = store.directory().orElseThrow().resolve("my copy.db");
        assertEquals("3000", TestDatabases.ask(file, "SELECT count(*) FROM orders"));
        assertEquals(result.manifest().plain(), result.manifest().stored());
        assertEquals(name, CopyList.of(store).copies().getFirst().content());
    }

    @Test
    void neitherTheFileNorItsManifestIsReplaced() throws Exception {
        for (String there : List.of("x.db", "x.db.json")) {
            Path file = Files.writeString(store.directory().orElseThrow().resolve(there), "mine");
            FlysnapException e =
                    assertThrows(
                            FlysnapException.class,
                            () ->
                                    take(
                                            request(
                                                    CopyMethod.VACUUM,
                                                    CheckDepth.QUICK,
                                                    Sealing.NONE,
                                                    new Destination.AsObject(
                                                            store, new ObjectName("x.db")))));
            assertEquals("copy-exists", e.problem().code());
            assertEquals(List.of(file), filesIn(store));
            assertEquals("mine", Files.readString(file));
            Files.delete(file);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"QUICK", "NONE"})
    void aStreamGetsTheCopyAndNothingElse(CheckDepth check) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TakeResult result =
                take(request(CopyMethod.RAW, check, SEALED, new Destination.AsStream(out)));
        assertEquals(Optional.empty(), result.store());
        assertEquals(result.manifest().stored().bytes(), out.size());
        try (UnsealedInput input =
                UnsealedInput.open(
                        "x",
                        new ByteArrayInputStream(out.toByteArray()),
                        AgeKey.OURS.identities(),
                        Long.MAX_VALUE)) {
            assertArrayEquals(
                    "SQLite format 3".getBytes(StandardCharsets.US_ASCII),
                    Arrays.copyOf(input.readAllBytes(), 15));
        }
        assertEquals(List.of(), filesIn(store));
    }

    /** What takes it may be slow, or hang. */
    @Test
    void writersOfADatabaseWithoutAWalWaitForNoStream() throws Exception {
        TestDatabases.sql(source, "PRAGMA journal_mode = delete");
        OutputStream writing =
                new OutputStream() {
                    @Override
                    public void write(int value) throws IOException {
                        try {
                            TestDatabases.sql(source, "UPDATE orders SET number = number + 1");
                        } catch (SQLException e) {
                            throw new IOException(e);
                        }
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        write(0);
                    }
                };
        TakeResult result =
                take(
                        request(
                                CopyMethod.RAW,
                                CheckDepth.NONE,
                                Sealing.NONE,
                                new Destination.AsStream(writing)));
        assertEquals(Grade.HELD, result.manifest().grade());
    }

    /** The disk is full after each tenth; also when only the manifest is left to write. */
    @ParameterizedTest
    @EnumSource
    void aStoreThatBecomesFullKeepsNothing(CopyMethod method) throws Exception {
        List<Integer> tenths = IntStream.rangeClosed(0, 10).boxed().toList();
        int turn = 0;
        for (CheckDepth check : List.of(CheckDepth.QUICK, CheckDepth.NONE)) {
            CopyStore roomy = DirectoryStore.openOrCreate(work.resolve("roomy" + check));
            CopyManifest whole =
                    take(request(method, check, SEALED, new Destination.InStore(roomy))).manifest();
            for (int tenth : Points.inTurn(turn++, 2, tenths)) {
                long room = whole.stored().bytes() * tenth / 10 + (tenth == 10 ? 200 : 0);
                Path directory = Files.createDirectory(work.resolve("full" + tenth + check));
                CopyStore full = new LimitedStore(DirectoryStore.open(directory), room);
                FlysnapException e =
                        assertThrows(
                                FlysnapException.class,
                                () ->
                                        take(
                                                request(
                                                        method,
                                                        check,
                                                        SEALED,
                                                        new Destination.InStore(full))),
                                "room for " + tenth + " tenths");
                assertEquals(
                        tenth == 10 ? "manifest-not-written" : "copy-not-kept", e.problem().code());
                assertEquals(List.of(), filesIn(full), "room for " + tenth + " tenths");
            }
        }
    }

    /**
     * It was written, and its answer was lost: then it must not stay behind without its content.
     */
    @Test
    void aManifestThatWasWrittenAlthoughItFailedIsTakenBack() throws Exception {
        Path directory = Files.createDirectory(work.resolve("unanswered"));
        CopyStore store =
                new ForwardingStore(DirectoryStore.open(directory)) {
                    @Override
                    public Draft create(ObjectName name) {
                        Draft draft = super.create(name);
                        if (!Manifests.isNameOfOne(name)) {
                            return draft;
                        }
                        return new Draft() {
                            @Override
                            public OutputStream stream() {
                                return draft.stream();
                            }

                            @Override
                            public void commit() {
                                draft.commit();
                                throw StoreProblems.absent(address()).exception();
                            }

                            @Override
                            public void close() {
                                draft.close();
                            }
                        };
                    }
                };
        assertThrows(
                FlysnapException.class,
                () ->
                        take(
                                request(
                                        CopyMethod.VACUUM,
                                        CheckDepth.NONE,
                                        SEALED,
                                        new Destination.InStore(store))));
        assertEquals(List.of(), filesIn(store));
    }

    /** What was written before that ends without the marks of a whole stream. */
    @Test
    void aStreamThatBreaksOffIsNotTakenForACopy() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TakeProgress cuts =
                new TakeProgress() {
                    @Override
                    public void step(String text) {}

                    @Override
                    public void copied(long doneBytes, long totalBytes) {
                        if (doneBytes * 2 > totalBytes) {
                            throw new FlysnapException(
                                    TakeProblems.notKept("x", "cut by the test"), null);
                        }
                    }
                };
        Take take =
                new Take(
                        request(
                                CopyMethod.RAW,
                                CheckDepth.NONE,
                                SEALED,
                                new Destination.AsStream(out)),
                        cuts);
        assertThrows(FlysnapException.class, take::run);
        FlysnapException e =
                assertThrows(
                        FlysnapException.class,
                        () -> {
                            try (UnsealedInput input =
                                    UnsealedInput.open(
                                            "x",
                                            new ByteArrayInputStream(out.toByteArray()),
                                            AgeKey.OURS.identities(),
                                            Long.MAX_VALUE)) {
                                input.finish();
                            }
                        });
        assertEquals("copy-damaged", e.problem().code());
    }

    @ParameterizedTest
    @EnumSource(names = {"BACKUP", "RAW"})
    void aDamagedDatabaseIsNotKept(CopyMethod method) throws Exception {
        byte[] bytes = Files.readAllBytes(source);
        Arrays.fill(bytes, 4096 * 20, 4096 * 21, (byte) 0x55);
        Files.write(source, bytes);
        FlysnapException e =
                assertThrows(
                        FlysnapException.class,
                        () ->
                                take(
                                        request(
                                                method,
                                                CheckDepth.QUICK,
                                                SEALED,
                                                new Destination.InStore(store))));
        assertEquals("copy-not-good", e.problem().code());
        assertEquals(List.of(), filesIn(store));
    }

    @Test
    void severalAtOnceDoNotDisturbOneAnother() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                TakeRequest request =
                                        request(
                                                CopyMethod.VACUUM,
                                                CheckDepth.QUICK,
                                                Sealing.NONE,
                                                new Destination.AsObject(
                                                        store, new ObjectName(number + ".db")));
                                var _ = take(request);
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(4, CopyList.of(store).copies().size());
        assertEquals(8, filesIn(store).size());
    }
}
