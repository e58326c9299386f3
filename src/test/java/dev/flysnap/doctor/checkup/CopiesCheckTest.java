package dev.flysnap.doctor.checkup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.doctor.checkup.Finding.Outcome;
import dev.flysnap.journal.shared.TroubledObjects;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.manifest.ManifestExamples;
import dev.flysnap.portable.manifest.Manifests;
import dev.flysnap.portable.manifest.VerificationNote;
import dev.flysnap.portable.manifest.VerificationNotes;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.DirectoryStore;
import dev.flysnap.portable.store.Draft;
import dev.flysnap.portable.store.StoreAddress;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.storage.directory.DirectoryObjects;
import dev.flysnap.story.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopiesCheckTest {
    private static final Optional<Duration> A_DAY = Optional.of(Duration.ofHours(26));

    @TempDir private Path work;
    private Shop shop;
    private StoreAddress store;

    @BeforeEach
    void open() throws IOException {
        shop = new Shop(work.resolve("state"), Switches.DEFAULTS);
        store =
                StoreAddress.parse(
                        Files.createDirectories(work.resolve("copies")).toString() + "/");
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private CopyManifest keep(String app, String database, Duration age) throws IOException {
        Instant at = shop.sim().clock().instant().minus(age);
        CopyManifest copy = ManifestExamples.of(app, database, at.toString(), CheckDepth.QUICK);
        CopyStore kept = DirectoryStore.openOrCreate(work.resolve("copies"));
        try (Draft draft = kept.create(copy.content())) {
            draft.stream().write(1);
            draft.commit();
        }
        Manifests.write(kept, copy);
        return copy;
    }

    private void note(CopyManifest copy, Optional<CheckDepth> result) {
        CopyStore kept = DirectoryStore.open(work.resolve("copies"));
        VerificationNotes.of(kept)
                .write(
                        kept,
                        copy,
                        new VerificationNote(copy.content(), shop.sim().clock().instant(), result));
    }

    private List<Finding> found(Optional<Duration> goal, StoreAddress... stores) {
        return new CopiesCheck(shop.bench(shop.cut()), Shop.APP, goal)
                .findings(List.of(stores), List.of(), List.of(stores));
    }

    private Finding only(Optional<Duration> goal) {
        List<Finding> all = found(goal, store);
        assertEquals(1, all.size(), all::toString);
        return all.getFirst();
    }

    @Test
    void theNewestOfEachDatabaseHasToBeAsNewAsTheGoalSays() throws Exception {
        CopyManifest _ = keep("shop", "main", Duration.ofHours(90));
        CopyManifest _ = keep("others", "main", Duration.ofHours(1));
        assertEquals(Outcome.FINE, only(Optional.empty()).outcome());
        Finding old = only(A_DAY);
        assertEquals(Outcome.WRONG, old.outcome());
        assertTrue(old.seen().contains("1 copy of main, the newest: 3 days old"), old.seen());
        assertTrue(old.next().startsWith("flysnap extract shop --db main --to "), old.next());

        CopyManifest _ = keep("shop", "main", Duration.ofHours(3));
        Finding fresh = only(A_DAY);
        assertEquals(Outcome.FINE, fresh.outcome());
        assertTrue(fresh.seen().contains("2 copies of main, the newest: 3 hours"), fresh.seen());
        assertTrue(fresh.seen().contains("never read back since"), fresh.seen());
    }

    @Test
    void oneThatIsDatedInTheFutureCountsForNothing() throws Exception {
        keep("shop", "main", Duration.ofDays(3));
        CopyManifest ahead = keep("shop", "main", Duration.ofDays(-400));
        List<Finding> found = found(A_DAY, store);
        assertEquals(
                List.of(Outcome.TO_DO, Outcome.WRONG),
                found.stream().map(Finding::outcome).toList());
        assertTrue(found.getFirst().seen().contains(ahead.content().value()), found::toString);
    }

    @Test
    void aDamagedOneCountsForNothing() throws Exception {
        CopyManifest _ = keep("shop", "main", Duration.ofHours(50));
        CopyManifest newest = keep("shop", "main", Duration.ofHours(3));
        note(newest, Optional.of(CheckDepth.FULL));
        assertTrue(only(A_DAY).seen().contains("verified at "), only(A_DAY)::toString);
        note(newest, Optional.empty());
        Finding bad = only(Optional.empty());
        assertEquals(Outcome.WRONG, bad.outcome());
        assertTrue(bad.seen().contains("was found damaged; before it: 2 days old"), bad.seen());
    }

    @Test
    void aDatabaseOfTheNewestReceiptThatNobodyCopiesIsNamed() throws Exception {
        var _ = shop.create();
        CopyManifest _ = keep("shop", "jobs", Duration.ofHours(3));
        List<Finding> found = found(A_DAY, store);
        assertEquals(
                List.of(Outcome.FINE, Outcome.WRONG),
                found.stream().map(Finding::outcome).toList());
        assertTrue(found.getLast().seen().startsWith("no copy of shop is in"), found::toString);
        CopyManifest _ = keep("shop", "shop", Duration.ofHours(3));
        assertEquals(
                List.of(Outcome.FINE, Outcome.FINE),
                found(A_DAY, store).stream().map(Finding::outcome).toList());
        assertEquals(List.of(), found(Optional.empty()), "nobody keeps copies");
        Finding none = found(A_DAY).getFirst();
        assertEquals(Outcome.WRONG, none.outcome());
        assertTrue(none.seen().startsWith("no copy of "), none.seen());
    }

    @Test
    void aStoreThatCannotBeReadIsNoGoodSign() {
        StoreAddress absent = StoreAddress.parse(work + "/absent/");
        assertEquals(Outcome.LEFT_OUT, found(Optional.empty(), absent).getFirst().outcome());
        assertEquals(Outcome.WRONG, found(A_DAY, absent).getFirst().outcome());
        assertTrue(
                found(A_DAY, absent).getLast().seen().endsWith("in any store that could be read"));
    }

    /** A disk that was there for one copy is no reason to be woken every night. */
    @Test
    void aStoreThatIsOnlyRememberedMayBeGoneWhereAnotherHoldsWhatIsWanted() throws Exception {
        StoreAddress gone = StoreAddress.parse(work + "/gone/");
        CopyManifest _ = keep("shop", "main", Duration.ofHours(3));
        CopiesCheck check = new CopiesCheck(shop.bench(shop.cut()), Shop.APP, A_DAY);
        assertEquals(
                List.of(Outcome.LEFT_OUT, Outcome.FINE),
                check.findings(List.of(gone, store), List.of(), List.of(store)).stream()
                        .map(Finding::outcome)
                        .toList());
        assertEquals(
                List.of(Outcome.LEFT_OUT, Outcome.WRONG),
                check.findings(List.of(gone), List.of(), List.of()).stream()
                        .map(Finding::outcome)
                        .toList());
    }

    @Test
    void theNextCopyIsAskedForByTheNameThatTheHookKnows() throws Exception {
        var _ = shop.create();
        CopyManifest _ = keep("shop", "shop", Duration.ofHours(90));
        assertTrue(only(A_DAY).next().startsWith("flysnap extract shop --db shop --to "));
        CopyManifest _ = keep("shop", "another", Duration.ofHours(90));
        Finding unknown = found(A_DAY, store).getFirst();
        assertTrue(unknown.next().startsWith("flysnap extract shop --to "), unknown::toString);
    }

    @Test
    void aBucketThatIgnoresConditionsIsFoundOut() throws IOException {
        TroubledObjects bucket =
                new TroubledObjects(
                        new DirectoryObjects(Files.createDirectory(work.resolve("bucket"))));
        assertEquals(Optional.empty(), CopiesCheck.conditions(bucket));
        bucket.ignoresConditions = true;
        assertEquals(Outcome.TO_DO, CopiesCheck.conditions(bucket).orElseThrow().outcome());
    }
}
