package dev.flysnap.restore.bring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.portable.manifest.CopyList;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.store.DirectoryStore;
import dev.flysnap.portable.store.StoreAddress;
import dev.flysnap.portable.take.Destination;
import dev.flysnap.portable.take.SilentProgress;
import dev.flysnap.portable.take.Take;
import dev.flysnap.portable.take.TakeRequest;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Labels;
import dev.flysnap.restore.request.CopySource;
import dev.flysnap.seal.Sealing;
import dev.flysnap.sqlite.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BroughtCopiesTest {
    private static final AppName SHOP = new AppName("shop");
    private static final AppName BLOG = new AppName("blog");

    @TempDir private Path work;
    private Path temporary = Path.of("");
    private Path stored = Path.of("");
    private CopyManifest manifest;

    @BeforeEach
    void aCopyOfTheBlog() throws Exception {
        temporary = Files.createDirectory(work.resolve("temporary"));
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        manifest =
                new Take(
                                new TakeRequest(
                                        new dev.flysnap.portable.take.CopySource.LocalFile(
                                                database),
                                        Optional.of(BLOG),
                                        "main",
                                        new RunId("run_aaaaaaaaaa"),
                                        CopyMethod.VACUUM,
                                        CheckDepth.QUICK,
                                        Sealing.NONE,
                                        Labels.NONE,
                                        new Destination.InStore(
                                                DirectoryStore.openOrCreate(
                                                        work.resolve("copies"))),
                                        temporary),
                                new SilentProgress())
                        .run()
                        .manifest();
        stored = work.resolve("copies").resolve(manifest.content().value());
    }

    private List<CopySource> broughtTo(AppName app, String address) throws IOException {
        try (BroughtCopies copies = new BroughtCopies(LocalFiles.settings(temporary, true))) {
            return copies.copies(List.of(StoreAddress.parse(address)), app, Optional.empty());
        } finally {
            try (Stream<Path> left = Files.list(temporary)) {
                assertEquals(List.of(), left.toList());
            }
        }
    }

    private Problem refused(AppName app, String address) {
        return assertThrows(FlysnapException.class, () -> broughtTo(app, address)).problem();
    }

    @Test
    void aCopyOfAnotherAppIsRefusedByItsNameAndByItsManifests() {
        for (String address : List.of(stored.toString(), stored + ".json")) {
            Problem problem = refused(SHOP, address);
            assertEquals("copy-of-another-app", problem.code());
            assertTrue(problem.next().contains("--app blog --to-app shop"), problem.next());
        }
    }

    @Test
    void aStoreThatHasOnlyCopiesOfAnotherAppHasNone() {
        assertTrue(refused(SHOP, work.resolve("copies") + "/").what().contains("no copy of shop"));
    }

    @Test
    void oneThatIsDatedInTheFutureIsNotTheNewest() throws Exception {
        String ahead = manifest.content().value().replace("aaaaaaaaaa", "bbbbbbbbbb");
        Files.copy(stored, stored.resolveSibling(ahead));
        Files.writeString(
                stored.resolveSibling(ahead + ".json"),
                Files.readString(Path.of(stored + ".json"))
                        .replace(manifest.content().value(), ahead)
                        .replace(manifest.completeUntil().toString(), "2999-01-01T00:00:00Z"));
        CopyManifest newest =
                CopyList.of(DirectoryStore.open(work.resolve("copies"))).copies().getFirst();
        assertEquals(ahead, newest.content().value());
        assertEquals(
                List.of(stored.toString()),
                broughtTo(BLOG, work.resolve("copies") + "/").stream()
                        .map(CopySource::address)
                        .toList());
    }

    @Test
    void theSameComesBackToItsOwnApp() throws Exception {
        for (String address :
                List.of(stored.toString(), stored + ".json", work.resolve("copies") + "/")) {
            assertEquals(
                    List.of(stored.toString()),
                    broughtTo(BLOG, address).stream().map(CopySource::address).toList());
        }
    }
}
