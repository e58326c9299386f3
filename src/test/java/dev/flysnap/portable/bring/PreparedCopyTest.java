package dev.flysnap.portable.bring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.manifest.Manifests;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.DirectoryStore;
import dev.flysnap.portable.store.ForwardingStore;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.portable.take.CopySource;
import dev.flysnap.portable.take.Destination;
import dev.flysnap.portable.take.SilentProgress;
import dev.flysnap.portable.take.Take;
import dev.flysnap.portable.take.TakeRequest;
import dev.flysnap.portable.verify.VerifyRequest;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Labels;
import dev.flysnap.runtime.TransferProgress;
import dev.flysnap.seal.AgeKey;
import dev.flysnap.seal.Compression;
import dev.flysnap.seal.Identities;
import dev.flysnap.seal.Recipient;
import dev.flysnap.seal.Sealing;
import dev.flysnap.sqlite.Mounted;
import dev.flysnap.sqlite.TestDatabases;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedCopyTest {
    private static final AppName SHOP = new AppName("shop");

    @TempDir private Path work;
    private Path source = Path.of("");
    private Path temporary = Path.of("");
    private CopyStore store = DirectoryStore.open(Path.of("."));
    private final Map<RunId, CopyManifest> taken = new HashMap<>();

    @BeforeEach
    void fill() throws Exception {
        source = TestDatabases.orders(work.resolve("app.db"), "wal");
        TestDatabases.sql(
                source,
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) INSERT INTO orders SELECT 1, i, randomblob(1000) FROM n",
                "PRAGMA user_version = 7",
                "PRAGMA application_id = 42");
        store = DirectoryStore.openOrCreate(work.resolve("copies"));
        temporary = Files.createDirectory(work.resolve("temporary"));
    }

    private CopyManifest take(AgeKey key) {
        return take(key, SHOP);
    }

    private CopyManifest take(AgeKey key, AppName app) {
        CopyManifest copy =
                new Take(
                                new TakeRequest(
                                        new CopySource.LocalFile(source),
                                        Optional.of(app),
                                        "main",
                                        new RunId("run_aaaaaaaaa" + (taken.size() + 2)),
                                        CopyMethod.VACUUM,
                                        CheckDepth.QUICK,
                                        new Sealing(
                                                Optional.of(new Compression(3, 1)),
                                                List.of(Recipient.parse(key.recipient()))),
                                        Labels.NONE,
                                        new Destination.InStore(store),
                                        temporary),
                                new SilentProgress())
                        .run()
                        .manifest();
        taken.put(copy.run(), copy);
        return copy;
    }

    private PrepareRequest request(CopyOrigins origins, boolean trustsStore) {
        return request(AgeKey.OURS.identities(), origins, trustsStore);
    }

    private PrepareRequest request(
            Identities identities, CopyOrigins origins, boolean trustsStore) {
        return new PrepareRequest(
                new VerifyRequest(CheckDepth.FULL, false, List.of(), identities, temporary),
                origins,
                trustsStore,
                Optional.of(SHOP));
    }

    private CopyOrigins journal() {
        return run -> Optional.ofNullable(taken.get(run));
    }

    private PreparedCopy ours(CopyManifest copy) {
        return PreparedCopy.ofCopy(store, copy.content(), request(journal(), false));
    }

    private Problem refused(CopyManifest copy) throws IOException {
        Problem problem = assertThrows(FlysnapException.class, () -> ours(copy).close()).problem();
        assertEquals(List.of(), filesIn(temporary), "nothing is left of it");
        return problem;
    }

    private Path file(CopyManifest copy) {
        return store.directory().orElseThrow().resolve(copy.content().value());
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void aCopyBecomesOnePlainPrivateFileThatGoesWhenItIsClosed() throws Exception {
        CopyManifest copy = take(AgeKey.OURS);
        try (PreparedCopy prepared = ours(copy)) {
            assertEquals(copy.plain(), prepared.hash());
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(prepared.file())));
            assertEquals(7, prepared.facts().userVersion());
            assertEquals(
                    List.of(prepared.file()),
                    filesIn(Optional.ofNullable(prepared.file().getParent()).orElseThrow()));
        }
        assertEquals(List.of(), filesIn(temporary));
    }

    @Test
    void whatWasCutChangedEmptiedOrEncryptedToOthersIsRefused() throws Exception {
        CopyManifest copy = take(AgeKey.OURS);
        byte[] whole = Files.readAllBytes(file(copy));
        for (int tenth = 0; tenth < 10; tenth++) {
            Files.write(file(copy), Arrays.copyOf(whole, whole.length * tenth / 10));
            assertEquals("copy-not-good", refused(copy).code());
            byte[] flipped = whole.clone();
            flipped[whole.length * tenth / 10] ^= 4;
            Files.write(file(copy), flipped);
            assertEquals("copy-not-good", refused(copy).code());
        }
        Problem others = refused(take(AgeKey.THEIRS));
        assertTrue(others.why().contains("encrypted to others"), others::why);
        assertTrue(others.next().contains("another identity"), others::next);
    }

    @Test
    void aCopyUnderAnothersManifestIsRefused() throws Exception {
        CopyManifest one = take(AgeKey.OURS);
        TestDatabases.sql(source, "DELETE FROM orders WHERE rowid % 2 = 0");
        CopyManifest two = take(AgeKey.OURS);
        Files.copy(file(two), file(one), StandardCopyOption.REPLACE_EXISTING);
        assertEquals("copy-not-good", refused(one).code());
        Path folder = store.directory().orElseThrow();
        Files.copy(
                folder.resolve(Manifests.nameFor(two.content()).value()),
                folder.resolve(Manifests.nameFor(one.content()).value()),
                StandardCopyOption.REPLACE_EXISTING);
        assertEquals("manifest-of-another", refused(one).code());
    }

    /** age does not say who encrypted. */
    @Test
    void aCopyThatNobodyHereTookNeedsTrustAndAReplacedOneGetsNone() throws Exception {
        CopyManifest copy = take(AgeKey.OURS);
        assertThrows(
                FlysnapException.class,
                () ->
                        PreparedCopy.ofCopy(
                                        store, copy.content(), request(CopyOrigins.UNKNOWN, false))
                                .close());
        PreparedCopy.ofCopy(store, copy.content(), request(CopyOrigins.UNKNOWN, true)).close();
        CopyManifest older = take(AgeKey.OURS);
        Files.copy(file(older), file(copy), StandardCopyOption.REPLACE_EXISTING);
        // What whoever can write to the store can do: an older copy, whole, under a newer name.
        Files.writeString(
                Path.of(file(copy) + ".json"),
                Files.readString(Path.of(file(older) + ".json"))
                        .replace(older.content().value(), copy.content().value()));
        assertEquals("copy-replaced", refused(copy).code());
        Problem replaced =
                assertThrows(
                                FlysnapException.class,
                                () ->
                                        PreparedCopy.ofCopy(
                                                        store,
                                                        copy.content(),
                                                        request(journal(), true))
                                                .close())
                        .problem();
        assertEquals("copy-replaced", replaced.code());
    }

    @Test
    void aCopyOfAnotherAppIsRefused() throws Exception {
        assertEquals(
                "copy-of-another-app", refused(take(AgeKey.OURS, new AppName("other"))).code());
    }

    /** By whoever can write to the store: the first manifest was looked up in the journal. */
    @Test
    void aManifestThatIsReplacedWhileItIsReadOpensNothing() throws Exception {
        CopyManifest copy = take(AgeKey.OURS);
        CopyManifest theirs = take(AgeKey.OURS);
        Path manifest = Path.of(file(copy) + ".json");
        String forged =
                Files.readString(Path.of(file(theirs) + ".json"))
                        .replace(theirs.content().value(), copy.content().value());
        CopyStore changing =
                new ForwardingStore(store) {
                    private int reads;

                    @Override
                    public InputStream open(ObjectName name) {
                        if (Manifests.isNameOfOne(name) && ++reads == 2) {
                            try {
                                Files.writeString(manifest, forged);
                                Files.copy(
                                        file(theirs),
                                        file(copy),
                                        StandardCopyOption.REPLACE_EXISTING);
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        }
                        return super.open(name);
                    }
                };
        FlysnapException e =
                assertThrows(
                        FlysnapException.class,
                        () ->
                                PreparedCopy.ofCopy(
                                                changing, copy.content(), request(journal(), false))
                                        .close());
        assertEquals("copy-replaced", e.problem().code());
        assertEquals(List.of(), filesIn(temporary), "nothing is left of it");
    }

    /** Something else takes the room at each tenth of it. */
    @Test
    @Needs(Ability.MOUNTS)
    void aDiskThatFillsUpWhileItIsOpenedLeavesNothing() throws Exception {
        TestDatabases.sql(
                source,
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO orders SELECT 1, i, randomblob(1000) FROM n");
        CopyManifest copy = take(AgeKey.OURS);
        try (Mounted disk = Mounted.tmpfs(work.resolve("disk"), "20m")) {
            for (int tenth = 0; tenth < 10; tenth++) {
                long at = copy.stored().bytes() * tenth / 10;
                VerifyRequest verify =
                        new VerifyRequest(
                                CheckDepth.QUICK,
                                false,
                                List.of(),
                                AgeKey.OURS.identities(),
                                disk.at(),
                                new TransferProgress() {
                                    private boolean isFull;

                                    @Override
                                    public void step(String text) {}

                                    @Override
                                    public void copied(long doneBytes, long totalBytes) {
                                        if (doneBytes >= at && !isFull) {
                                            isFull = true;
                                            disk.fill("filler");
                                        }
                                    }
                                });
                FlysnapException e =
                        assertThrows(
                                FlysnapException.class,
                                () ->
                                        PreparedCopy.ofCopy(
                                                        store,
                                                        copy.content(),
                                                        new PrepareRequest(
                                                                verify,
                                                                journal(),
                                                                false,
                                                                Optional.empty()))
                                                .close(),
                                "full at tenth " + tenth);
                assertEquals("verify-not-read", e.problem().code(), e::getMessage);
                Files.delete(disk.at().resolve("filler"));
                assertEquals(List.of(), filesIn(disk.at()));
            }
        }
        ours(copy).close();
    }

    @Test
    void aFileComesWithWhatItsWalHolds() throws Exception {
        Path killed = Files.createDirectory(work.resolve("killed")).resolve("app.db");
        try (Connection app = TestDatabases.open(source)) {
            try (Statement statement = app.createStatement()) {
                statement.execute("DELETE FROM orders WHERE rowid > 150");
            }
            for (String suffix : List.of("", "-wal")) {
                Files.copy(Path.of(source + suffix), Path.of(killed + suffix));
            }
        }
        byte[] before = Files.readAllBytes(killed);
        try (PreparedCopy prepared =
                PreparedCopy.ofFile(
                        DirectoryStore.open(work.resolve("killed")),
                        new ObjectName("app.db"),
                        request(CopyOrigins.UNKNOWN, false))) {
            assertEquals(List.of("app.db-wal"), prepared.report().beside());
            Path alone = Files.copy(prepared.file(), work.resolve("alone.db"));
            assertEquals("150", TestDatabases.ask(alone, "SELECT count(*) FROM orders"));
        }
        assertTrue(Arrays.equals(before, Files.readAllBytes(killed)), "the original is as it was");
    }
}
