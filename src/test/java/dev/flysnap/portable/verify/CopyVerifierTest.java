package dev.flysnap.portable.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.portable.manifest.CopyList;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.manifest.Manifests;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.DirectoryStore;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.portable.take.CopySource;
import dev.flysnap.portable.take.Destination;
import dev.flysnap.portable.take.SilentProgress;
import dev.flysnap.portable.take.Take;
import dev.flysnap.portable.take.TakeRequest;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.Labels;
import dev.flysnap.runtime.TransferProgress;
import dev.flysnap.seal.AgeKey;
import dev.flysnap.seal.Compression;
import dev.flysnap.seal.Identities;
import dev.flysnap.seal.Recipient;
import dev.flysnap.seal.SealedOutput;
import dev.flysnap.seal.Sealing;
import dev.flysnap.sqlite.AppCollation;
import dev.flysnap.sqlite.FileIdentity;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.sqlite.check.Expectation;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyVerifierTest {
    private static final Sealing ZSTD = new Sealing(Optional.of(new Compression(3, 1)), List.of());
    private static final Sealing SEALED = sealedTo(AgeKey.OURS);

    @TempDir private Path work;
    private Path source = Path.of("");
    private Path temporary = Path.of("");
    private CopyStore store = DirectoryStore.open(Path.of("."));
    private int copies;

    private static Sealing sealedTo(AgeKey key) {
        return new Sealing(
                Optional.of(new Compression(3, 1)), List.of(Recipient.parse(key.recipient())));
    }

    @BeforeEach
    void fill() throws Exception {
        source = TestDatabases.orders(work.resolve("app.db"), "wal");
        TestDatabases.sql(
                source,
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) INSERT INTO orders SELECT 1, i, randomblob(1000) FROM n");
        store = DirectoryStore.openOrCreate(work.resolve("copies"));
        temporary = Files.createDirectory(work.resolve("temporary"));
    }

    private CopyManifest take(Sealing sealing) {
        return take(sealing, CheckDepth.QUICK);
    }

    private CopyManifest take(Sealing sealing, CheckDepth depth) {
        copies++;
        return new Take(
                        new TakeRequest(
                                new CopySource.LocalFile(source),
                                Optional.empty(),
                                "main",
                                new RunId("run_aaaaaaaaa" + copies),
                                CopyMethod.BACKUP,
                                depth,
                                sealing,
                                Labels.NONE,
                                new Destination.InStore(store),
                                temporary),
                        new SilentProgress())
                .run()
                .manifest();
    }

    private CopyVerifier verifier(Identities identities, String... expectation) {
        return new CopyVerifier(
                new VerifyRequest(
                        CheckDepth.FULL,
                        true,
                        expectation.length == 0
                                ? List.of()
                                : List.of(
                                        Expectation.parse(
                                                expectation[0], expectation[1], expectation[2])),
                        identities,
                        temporary));
    }

    private static VerifyReport verify(CopyVerifier verifier, Path file) {
        return verifier.verify(
                DirectoryStore.open(FileIdentity.directoryOf(file)),
                new ObjectName(String.valueOf(file.getFileName())));
    }

    private CopyVerifier ours() {
        return verifier(AgeKey.OURS.identities());
    }

    private Path file(CopyManifest copy) {
        return store.directory().orElseThrow().resolve(copy.content().value());
    }

    @Test
    void aWholeCopyIsOpenedAndGood() throws Exception {
        for (Sealing sealing : List.of(Sealing.NONE, ZSTD, SEALED)) {
            CopyManifest copy = take(sealing);
            VerifyReport report = ours().verify(store, copy.content());
            assertEquals(List.of(), report.problems());
            assertEquals(
                    200,
                    report.check().orElseThrow().counts().orElseThrow().rows().getFirst().rows());
        }
        assertEquals(List.of(), filesIn(temporary));
    }

    @Test
    void withoutAnIdentityOnlyWhatIsStoredIsCompared() throws Exception {
        CopyManifest copy = take(SEALED);
        VerifyReport report = verifier(Identities.NONE).verify(store, copy.content());
        assertTrue(report.isGood());
        assertTrue(report.check().isEmpty(), "and it is said that nothing was opened");
        flip(file(copy), 5000);
        assertFalse(verifier(Identities.NONE).verify(store, copy.content()).isGood());
    }

    /** Wherever it is cut, and whichever bit is another. */
    @Test
    void aCopyThatWasCutOrChangedIsBad() throws Exception {
        Random random = new Random(7);
        for (Sealing sealing : List.of(Sealing.NONE, ZSTD, SEALED)) {
            CopyManifest copy = take(sealing);
            byte[] whole = Files.readAllBytes(file(copy));
            for (int tenth = 0; tenth < 10; tenth++) {
                Files.write(file(copy), Arrays.copyOf(whole, whole.length * tenth / 10));
                assertBad(copy, "cut at %d tenths".formatted(tenth));
            }
            Files.write(file(copy), Arrays.copyOf(whole, whole.length + 1));
            assertBad(copy, "with one byte more");
            for (int i = 0; i < 20; i++) {
                Files.write(file(copy), whole);
                int at = random.nextInt(whole.length);
                flip(file(copy), at);
                assertBad(copy, "with byte %d changed".formatted(at));
            }
            Files.write(file(copy), whole);
            assertTrue(ours().verify(store, copy.content()).isGood());
        }
    }

    private void assertBad(CopyManifest copy, String what) {
        VerifyReport report = ours().verify(store, copy.content());
        assertFalse(report.isGood(), copy.content() + " " + what);
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 4;
        Files.write(file, bytes);
    }

    @Test
    void aCopyEncryptedToOthersIsNotCalledGood() {
        CopyManifest copy = take(sealedTo(AgeKey.THEIRS));
        VerifyReport report = ours().verify(store, copy.content());
        assertFalse(report.isGood());
        assertTrue(report.problems().getFirst().contains("encrypted to others"));
    }

    @Test
    void aContentThatIsSomethingElseIsBad() throws Exception {
        for (Sealing sealing : List.of(Sealing.NONE, SEALED)) {
            CopyManifest copy = take(sealing);
            Files.writeString(file(copy), "something else");
            assertBad(copy, "replaced");
            Files.write(file(copy), new byte[0]);
            assertBad(copy, "emptied");
            Files.delete(file(copy));
            assertEquals("copy-content-absent", CopyList.of(store).problems().getFirst().code());
            Files.delete(store.directory().orElseThrow().resolve(copy.content() + ".json"));
        }
    }

    @Test
    void aManifestThatWasSwappedWithAnothersIsFound() throws Exception {
        CopyManifest one = take(SEALED);
        TestDatabases.sql(source, "DELETE FROM orders WHERE number > 100");
        CopyManifest two = take(SEALED);
        Path ofOne = Path.of(file(one) + ".json");
        Path ofTwo = Path.of(file(two) + ".json");
        swap(ofOne, ofTwo);
        CopyList list = CopyList.of(store);
        assertEquals(List.of(), list.copies());
        assertEquals(
                List.of("manifest-of-another", "manifest-of-another"),
                list.problems().stream().map(it -> it.code()).toList());
        FlysnapException e =
                assertThrows(FlysnapException.class, () -> ours().verify(store, one.content()));
        assertEquals("manifest-of-another", e.problem().code());
        swap(ofOne, ofTwo);
        swap(file(one), file(two));
        assertBad(one, "with another's content");
        assertBad(two, "with another's content");
    }

    private static void swap(Path one, Path two) throws IOException {
        Path aside = one.resolveSibling("aside");
        Files.move(one, aside);
        Files.move(two, one);
        Files.move(aside, two);
    }

    @Test
    void aManifestThatWasEditedIsFound() throws Exception {
        CopyManifest copy = take(Sealing.NONE);
        Path manifest = Path.of(file(copy) + ".json");
        String text = Files.readString(manifest);
        for (Map.Entry<String, String> edit :
                Map.of(
                                "\"user_version\": 0",
                                "\"user_version\": 1",
                                copy.plain().sha256(),
                                "0".repeat(64),
                                "\"recipients\": []",
                                "\"recipients\": [\"%s\"]".formatted(AgeKey.OURS.recipient()))
                        .entrySet()) {
            String edited = text.replace(edit.getKey(), edit.getValue());
            assertFalse(edited.equals(text), edit.getKey());
            Files.writeString(manifest, edited);
            assertBad(copy, "after " + edit);
        }
        String steering = text.replace("\"database\": \"main\"", "\"database\": \"\\u001b[2J\"");
        assertFalse(steering.equals(text));
        for (String junk : List.of("", "{}", "[1]", "no JSON", text.substring(0, 300), steering)) {
            Files.writeString(manifest, junk);
            FlysnapException e =
                    assertThrows(
                            FlysnapException.class, () -> ours().verify(store, copy.content()));
            assertEquals("manifest-malformed", e.problem().code(), junk);
            assertEquals(1, CopyList.of(store).problems().size());
        }
    }

    /** What an app that was killed leaves: most of it is in the WAL. */
    @Test
    void aFileIsVerifiedWithItsWalAndStaysAsItIs() throws Exception {
        Path killed = killed("wal");
        assertTrue(Files.exists(Path.of(killed + "-wal")));
        Map<String, String> before = contentOf(work.resolve("killed"));
        VerifyReport report =
                verify(
                        verifier(Identities.NONE, "SELECT count(*) FROM orders", "=", "250"),
                        killed);
        assertEquals(List.of(), report.problems());
        assertEquals(List.of("app.db-wal"), report.beside());
        assertEquals(before, contentOf(work.resolve("killed")));
        Path link = Files.createSymbolicLink(work.resolve("link.db"), killed);
        assertEquals(report.beside(), verify(verifier(Identities.NONE), link).beside());
        Files.delete(Path.of(killed + "-wal"));
        assertFalse(
                verify(verifier(Identities.NONE, "SELECT count(*) FROM orders", "=", "250"), killed)
                        .isGood());
    }

    @Test
    void aHotJournalIsRolledBackInTheCopyOnly() throws Exception {
        Path killed = killed("delete");
        assertTrue(Files.exists(Path.of(killed + "-journal")));
        Map<String, String> before = contentOf(work.resolve("killed"));
        VerifyReport report =
                verify(
                        verifier(Identities.NONE, "SELECT count(*) FROM orders", "=", "200"),
                        killed);
        assertEquals(List.of(), report.problems());
        assertEquals(List.of("app.db-journal"), report.beside());
        assertEquals(before, contentOf(work.resolve("killed")));
    }

    /** The files as they are in the middle of a transaction. */
    private Path killed(String journalMode) throws Exception {
        TestDatabases.sql(source, "PRAGMA journal_mode = " + journalMode);
        Path directory = Files.createDirectory(work.resolve("killed"));
        try (Connection app = TestDatabases.open(source)) {
            if (journalMode.equals("delete")) {
                app.createStatement().execute("PRAGMA cache_size = 1");
                app.createStatement().execute("BEGIN");
            }
            app.createStatement()
                    .execute(
                            "INSERT INTO orders SELECT 2, number, randomblob(1000) FROM orders LIMIT 50");
            for (String suffix : List.of("", "-wal", "-journal")) {
                Path file = Path.of(source + suffix);
                if (Files.exists(file)) {
                    TestDatabases.copy(file, directory);
                }
            }
            if (journalMode.equals("delete")) {
                app.createStatement().execute("ROLLBACK");
            }
        }
        return directory.resolve("app.db");
    }

    private static Map<String, String> contentOf(Path directory) throws Exception {
        Map<String, String> content = new TreeMap<>();
        for (Path file : filesIn(directory)) {
            content.put(
                    file.getFileName().toString(),
                    Files.getLastModifiedTime(file)
                            + " "
                            + Arrays.hashCode(Files.readAllBytes(file)));
        }
        return content;
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void aFileThatWasCompressedOrEncryptedByHandIsOpened() throws Exception {
        for (Sealing sealing : List.of(ZSTD, SEALED)) {
            Path file = work.resolve("sealed" + sealing.suffix());
            try (OutputStream out = Files.newOutputStream(file);
                    SealedOutput sealed = SealedOutput.over(out, sealing)) {
                sealed.write(Files.readAllBytes(source));
                var _ = sealed.finish();
            }
            assertEquals(List.of(), verify(ours(), file).problems());
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(whole, whole.length - 5));
            assertFalse(verify(ours(), file).isGood());
        }
        FlysnapException e =
                assertThrows(
                        FlysnapException.class,
                        () -> verify(verifier(Identities.NONE), work.resolve("sealed.zst.age")));
        assertEquals("identity-needed", e.problem().code());
    }

    @Test
    void whatIsWrongWithAFileIsSaidInPlainWords() throws Exception {
        byte[] whole = Files.readAllBytes(source);
        assertProblem("the file is empty", new byte[0]);
        assertProblem("has only 14 bytes", "something else".getBytes(StandardCharsets.US_ASCII));
        assertProblem("does not begin with", new byte[4096]);
        assertProblem("it is cut off", Arrays.copyOf(whole, whole.length / 2));
        byte[] header = whole.clone();
        header[16] = 3;
        assertProblem("is no page size", header);
        byte[] page = whole.clone();
        Arrays.fill(page, 4096 * 3, 4096 * 4, (byte) 0x55);
        assertProblem("malformed", page);
        TestDatabases.sql(
                source,
                "CREATE TABLE customer(id INTEGER PRIMARY KEY)",
                "CREATE TABLE invoice(customer REFERENCES customer(id))",
                "INSERT INTO invoice VALUES (17)");
        assertProblem("foreign key: invoice", Files.readAllBytes(source));
        FlysnapException e =
                assertThrows(FlysnapException.class, () -> verify(ours(), work.resolve("none.db")));
        assertEquals("verify-absent", e.problem().code());
    }

    private void assertProblem(String expected, byte[] content) throws Exception {
        Path file = work.resolve("other.db");
        Files.write(file, content);
        VerifyReport report = verify(ours(), file);
        assertFalse(report.isGood(), expected);
        assertTrue(
                String.join("; ", report.problems()).contains(expected),
                report.problems().toString());
    }

    @Test
    void anExpectationThatIsNotMetMakesItBad() {
        VerifyReport report =
                verify(
                        verifier(Identities.NONE, "SELECT count(*) FROM orders", ">", "200"),
                        source);
        assertEquals(
                List.of("expected SELECT count(*) FROM orders > 200, found 200"),
                report.problems());
    }

    @Test
    void whatUsersAskOfACopyIsNoDamageOfIt() throws Exception {
        TestDatabases.sql(
                source,
                "CREATE TABLE customer(id INTEGER PRIMARY KEY)",
                "CREATE TABLE invoice(customer REFERENCES customer(id))");
        CopyManifest whole = take(ZSTD);
        TestDatabases.sql(source, "INSERT INTO invoice VALUES (17)");
        CopyManifest orphaned = take(ZSTD);
        CopyVerifier asking = verifier(Identities.NONE, "SELECT count(*) FROM orders", ">", "200");
        for (CopyManifest copy : List.of(whole, orphaned)) {
            VerifyReport report = asking.verify(store, copy);
            assertEquals(1, report.problems().size(), report::toString);
            assertEquals(Optional.empty(), report.note(Instant.EPOCH, CheckDepth.FULL));
        }
    }

    @Test
    void aManifestBesideAFileIsObeyed() throws Exception {
        CopyManifest copy = take(Sealing.NONE);
        assertEquals(Optional.of(copy), verify(ours(), file(copy)).manifest());
        Path renamed = file(copy).resolveSibling("renamed.db");
        Files.move(file(copy), renamed);
        Files.move(
                Path.of(file(copy) + ".json"),
                Path.of(renamed + ".json"),
                StandardCopyOption.ATOMIC_MOVE);
        FlysnapException e = assertThrows(FlysnapException.class, () -> verify(ours(), renamed));
        assertEquals("manifest-of-another", e.problem().code());
        assertEquals(
                new ObjectName("renamed.db.json"), Manifests.nameFor(new ObjectName("renamed.db")));
    }

    @Test
    void aCopyThatNeedsItsAppIsReadOnce() throws Exception {
        source = AppCollation.database(work.resolve("theirs.db"));
        CopyManifest copy = take(Sealing.NONE, CheckDepth.NONE);
        List<String> told = new ArrayList<>();
        CopyVerifier verifier = new CopyVerifier(tellingTo(told));
        FlysnapException e =
                assertThrows(FlysnapException.class, () -> verifier.verify(store, copy));
        assertEquals("database-needs-its-app", e.problem().code());
        assertEquals(2, told.size(), told::toString);
    }

    @Test
    void tellsWhichCopyIsReadAndHowFarAndWhenItIsChecked() {
        CopyManifest copy = take(SEALED);
        List<String> told = new ArrayList<>();
        assertTrue(new CopyVerifier(tellingTo(told)).verify(store, copy).isGood());
        long bytes = copy.stored().bytes();
        assertEquals(
                List.of(
                        "reading %s %d/%d".formatted(copy.content(), bytes, bytes),
                        "checking the database"),
                told);
    }

    private VerifyRequest tellingTo(List<String> told) {
        TransferProgress progress =
                new TransferProgress() {
                    @Override
                    public void step(String text) {
                        told.add(text);
                    }

                    @Override
                    public void copied(long doneBytes, long totalBytes) {
                        String last = told.getLast();
                        told.set(
                                told.size() - 1,
                                last.replaceFirst(
                                        " \\d+/.*|$", " %d/%d".formatted(doneBytes, totalBytes)));
                    }
                };
        return new VerifyRequest(
                CheckDepth.QUICK, false, List.of(), AgeKey.OURS.identities(), temporary, progress);
    }
}
