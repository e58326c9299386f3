package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.doctor.triage.Advice;
import dev.flysnap.doctor.triage.TriageCollector;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.SnapshotCheck;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.litestream.Litestream;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.manifest.ManifestExamples;
import dev.flysnap.portable.manifest.Manifests;
import dev.flysnap.portable.manifest.VerificationNote;
import dev.flysnap.portable.manifest.VerificationNotes;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.DirectoryStore;
import dev.flysnap.portable.store.Draft;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.portable.store.StoreAddress;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.volume.SnapshotRules;
import dev.flysnap.sources.Loss;
import dev.flysnap.sources.Origin;
import dev.flysnap.sources.OutsideFly;
import dev.flysnap.sources.Source;
import dev.flysnap.sources.SourceSearch;
import dev.flysnap.sources.Sources;
import dev.flysnap.time.Interruption;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an app could be brought back from, in each kind of trouble. */
class SourcesStoryTest {
    private static final Loss UNKNOWN = new Loss(Optional.empty(), false);
    private static final Loss NOTHING = new Loss(Optional.of(Duration.ZERO), true);

    @TempDir private Path directory;
    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(directory.resolve("state"), Switches.DEFAULTS);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void anAppWithoutAnythingHasNoSource() {
        Sources found = find();
        assertEquals(List.of(), found.all());
        assertTrue(found.appExists());
        assertEquals(Optional.empty(), found.best());
    }

    @Test
    void whatLosesLeastComesFirstAndProofCounts() throws Exception {
        Instant begun = shop.sim().clock().instant();
        SnapshotId proven = shop.create().snapshot();
        shop.sim().sleeper().sleep(Duration.ofMinutes(30));
        SnapshotId foreign = foreignSnapshot();
        shop.sim().sleeper().sleep(Duration.ofMinutes(30));
        copy("shop", begun.minus(Duration.ofHours(5)));
        copy("shop", shop.sim().clock().instant().minus(Duration.ofMinutes(10)));
        copy("others", shop.sim().clock().instant());

        Sources found = find();
        assertEquals(List.of("copy", foreign.value(), proven.value(), "copy"), names(found));
        assertEquals(found.at(), found.newest().at().orElseThrow(), "it may be writing");
        Loss young = found.all().get(0).loss();
        assertEquals(Duration.ofMinutes(10), rounded(young));
        assertTrue(young.isProven());
        Loss unproven = found.all().get(1).loss();
        assertFalse(unproven.isProven(), "nobody knows what Fly's own lacks");
        assertEquals(Duration.ofMinutes(30), rounded(unproven));
        assertTrue(found.all().get(2).loss().isProven());
        assertEquals(Duration.ofHours(1), rounded(found.all().get(2).loss()));
        assertEquals(
                Optional.of("flysnap restore %s --app shop --cutover".formatted(proven)),
                found.all().get(2).command());
        assertTrue(
                found.best().flatMap(Source::command).orElseThrow().contains("/copies/shop-app-"),
                found::toString);
        assertTrue(found.all().stream().allMatch(it -> it.takes().isPresent()));
    }

    @Test
    void whatIsKnownToBeBadComesLastAndIsNotRecommended() {
        SnapshotId good = shop.create().snapshot();
        shop.sim().sleeper().sleep(Duration.ofMinutes(10));
        SnapshotId bad = shop.create().snapshot();
        shop.journal()
                .saveCheck(
                        new SnapshotCheck(
                                bad,
                                Shop.APP,
                                shop.nextRun(),
                                shop.sim().clock().instant(),
                                CheckDepth.FULL,
                                SnapshotCheck.Subject.RESTORED,
                                List.of("/data/shop.db"),
                                List.of("page 7 is torn"),
                                false));
        assertEquals(List.of(good.value(), bad.value()), names(find()));
    }

    @Test
    void aStoppedMachineHasEverything() {
        SnapshotId snapshot = shop.create().snapshot();
        shop.sim().sleeper().sleep(Duration.ofMinutes(10));
        shop.fly().machines().stop(Shop.APP, shop.machine(), Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofMinutes(20));
        Sources found = find();
        assertEquals(List.of(shop.volume().value(), snapshot.value()), names(found));
        assertEquals(NOTHING, found.all().getFirst().loss());
        assertEquals(
                Optional.of("fly machine start %s --app shop".formatted(shop.machine())),
                found.best().flatMap(Source::command));
        assertEquals(
                Duration.ofMinutes(10),
                rounded(found.all().get(1).loss()),
                "nothing was written since it stopped");
        assertTrue(found.newest().isBound());
    }

    @Test
    void whatACutoverReplacedIsThereUntilItIsFinished() {
        var _ = shop.create();
        RunRecord run = restored();
        Source old = sourceOf(find(), shop.volume());
        assertEquals(Optional.of("flysnap undo " + run.id()), old.command());
        assertTrue(old.loss().isProven(), "the new machine has been writing since");
        shop.restore().undo(run);
        Sources undone = find();
        VolumeId made =
                undone.all().stream()
                        .filter(it -> it.origin() instanceof Origin.OfVolume)
                        .map(it -> ((Origin.OfVolume) it.origin()).use().volume().id())
                        .findFirst()
                        .orElseThrow();
        assertEquals(
                Optional.of("flysnap create shop --volume " + made),
                sourceOf(undone, made).command());
    }

    @Test
    void aForkIsASourceOfWhichNobodyKnowsHowOldItIs() {
        VolumeId fork = shop.newVolume();
        assertEquals(UNKNOWN, sourceOf(find(), fork).loss());
    }

    @Test
    void anAppThatIsGoneWithItsSnapshotsHasItsCopies() throws Exception {
        var _ = shop.create();
        Instant copied = shop.sim().clock().instant();
        copy("shop", copied);
        copy("shop", copied.minus(Duration.ofHours(2)));
        deleteApp();
        Sources found = find();
        assertFalse(found.appExists());
        assertEquals(List.of("copy", "copy"), names(found));
        assertTrue(
                found.all().getFirst().command().orElseThrow().endsWith(" --app shop --cutover"),
                found::toString);
        assertFalse(found.newest().isBound());
        assertEquals(Optional.of(copied), found.newest().at());
        assertEquals(
                new Loss(Optional.of(Duration.ZERO), false),
                found.all().get(0).loss(),
                "it may have written until the end");
        assertEquals(new Loss(Optional.of(Duration.ofHours(2)), false), found.all().get(1).loss());
    }

    /** It would lose nothing, and all others years. */
    @Test
    void ofACopyDatedInTheFutureNobodyKnowsHowOldItIs() throws Exception {
        Instant copied = shop.sim().clock().instant();
        copy("shop", copied);
        copy("shop", copied.plus(Duration.ofDays(400)));
        deleteApp();
        Sources found = find();
        assertEquals(Optional.of(copied), found.newest().at());
        assertEquals(
                List.of(Optional.of(copied), Optional.empty()),
                found.all().stream().map(Source::holds).toList());
    }

    @Test
    void rescueGoesBackToACopyWhereFlyHasNothingUsable() throws Exception {
        copy("shop", shop.sim().clock().instant());
        assertEquals("flysnap create shop", advice().command(), "the app runs");
        shop.lose();
        Advice fromCopy = advice();
        assertTrue(
                fromCopy.command()
                        .matches(
                                "flysnap restore \\S+/shop-app-\\S+ --app shop --cutover --image IMAGE --to-region REGION"),
                "no journal tells what the app had: " + fromCopy);
        assertTrue(fromCopy.expectedDuration().isPresent());
        deleteApp();
        Advice ofGone = advice();
        assertEquals("fly apps create shop", ofGone.command());
        assertTrue(ofGone.why().endsWith(fromCopy.command()), ofGone::toString);
        Sources nothing = find(new StoreAddress[0]);
        assertEquals(List.of(), nothing.all());
        assertThrows(
                FlysnapException.class,
                () ->
                        new TriageCollector(shop.bench(shop.cut()), Shop.NOTHING_OUTSIDE)
                                .collect(Shop.APP),
                "an app that was never there is no emergency");
    }

    private Advice advice() throws Exception {
        return new TriageCollector(shop.bench(shop.cut()), outside(StoreAddress.parse(store())))
                .collect(Shop.APP)
                .advice();
    }

    /** The app would start without the others. */
    @Test
    void copiesOfSeveralDatabasesComeBackTogether() throws Exception {
        Instant now = shop.sim().clock().instant();
        String app = copy("shop", "app", now.minus(Duration.ofMinutes(10)));
        String queue = copy("shop", "queue", now.minus(Duration.ofMinutes(20)));
        String olderApp = copy("shop", "app", now.minus(Duration.ofHours(5)));
        String olderQueue = copy("shop", "queue", now.minus(Duration.ofHours(4)));
        copy("others", "crm", now);
        shop.lose();
        String rest = " --app shop --cutover --image IMAGE --to-region REGION";
        assertEquals("flysnap restore " + store() + rest, advice().command());
        assertEquals(
                List.of(
                        store(),
                        store(),
                        store() + olderQueue + " " + store() + olderApp,
                        store() + olderApp + " " + store() + olderQueue),
                find().all().stream()
                        .map(it -> it.command().orElseThrow())
                        .map(it -> it.replace("flysnap restore ", "").replace(rest, ""))
                        .toList());
        foundBad(queue);
        assertEquals(
                "flysnap restore %s %s%s".formatted(store() + app, store() + olderQueue, rest),
                advice().command());
    }

    /** They are one command, and the app would start with all of them. */
    @Test
    void theOldestOfTheCopiesThatComeBackTogetherTellsWhatIsLost() throws Exception {
        SnapshotId snapshot = foreignSnapshot();
        shop.sim().sleeper().sleep(Duration.ofHours(10));
        Instant copied = shop.sim().clock().instant().minus(Duration.ofHours(1));
        copy("shop", copied);
        copy("shop", "queue", copied.minus(Duration.ofDays(90)));
        Sources found = find();
        assertEquals(List.of(snapshot.value(), "copy", "copy"), names(found));
        for (Source of : found.all().subList(1, 3)) {
            assertEquals(Duration.ofDays(90).plusHours(1), rounded(of.loss()));
            assertTrue(of.loss().isProven());
        }
        deleteApp();
        Sources left = find();
        assertEquals(Optional.of(copied), left.newest().at(), "a commit of then is known of");
        assertEquals(
                new Loss(Optional.of(Duration.ofDays(90)), false),
                left.all().getFirst().loss(),
                left::toString);
    }

    /** A restore could not tell where it goes to. */
    @Test
    void aCopyOfAFileThatWasNotOnTheVolumeIsNotBroughtAlong() throws Exception {
        Instant now = shop.sim().clock().instant();
        String app = copy("shop", "app", now.minus(Duration.ofHours(1)));
        String queue = copy("shop", "queue", now.minus(Duration.ofHours(2)));
        Instant weekAgo = now.minus(Duration.ofDays(7));
        List<String> fixtures =
                List.of(fixture(weekAgo), fixture(now), fixture(weekAgo.minus(Duration.ofDays(1))));
        String both = store() + app + " " + store() + queue;
        for (Trouble trouble : List.<Trouble>of(() -> {}, shop::lose, this::deleteApp)) {
            trouble.happen();
            Sources found = find();
            assertTrue(
                    found.best()
                            .flatMap(Source::command)
                            .orElseThrow()
                            .startsWith("flysnap restore %s --app shop".formatted(both)),
                    found::toString);
            assertEquals(found.best(), found.bestOutsideFly());
            List<Source> others = found.all().subList(2, 5);
            assertTrue(others.stream().allMatch(it -> it.loss().equals(UNKNOWN)), found::toString);
            assertEquals(
                    List.of(fixtures.get(1), fixtures.get(0), fixtures.get(2)),
                    others.stream()
                            .map(it -> ((Origin.OfCopy) it.origin()).copy().content().value())
                            .toList(),
                    "alone, and the newest first");
            assertTrue(
                    others.getFirst()
                            .command()
                            .orElseThrow()
                            .startsWith(
                                    "flysnap restore %s --app"
                                            .formatted(store() + fixtures.get(1))),
                    found::toString);
        }
    }

    private interface Trouble {
        void happen() throws Exception;
    }

    private String fixture(Instant at) throws Exception {
        return keep(
                ManifestExamples.of(
                        "shop", "fixture", "/home/me/fixture.db", at.toString(), CheckDepth.QUICK));
    }

    @Test
    void aDatabaseThatTheAppHadBeforeItsNewestReceiptIsNotBroughtAlong() throws Exception {
        Instant begun = shop.sim().clock().instant();
        copy("shop", "old", begun.minus(Duration.ofDays(700)));
        copy("shop", "shop", begun.minus(Duration.ofHours(1)));
        var _ = shop.create();
        shop.sim().sleeper().sleep(Duration.ofHours(1));
        String copy = copy("shop", "shop", shop.sim().clock().instant());
        Source best = find().best().orElseThrow();
        assertEquals(
                Optional.of("flysnap restore %s --app shop --cutover".formatted(store() + copy)),
                best.command());
        assertEquals(Duration.ZERO, rounded(best.loss()));
        assertEquals(UNKNOWN, find().all().getLast().loss(), "of a database that it has no more");
        shop.sim().sleeper().sleep(Duration.ofMinutes(10));
        String added = copy("shop", "added", shop.sim().clock().instant());
        String both = store() + copy + " " + store() + added;
        assertTrue(
                find().all().stream()
                        .flatMap(it -> it.command().stream())
                        .anyMatch(
                                "flysnap restore %s --app shop --cutover".formatted(both)::equals),
                "but what was added since comes too");
    }

    @Test
    void aCopyThatIsKnownToBeBadIsNotRecommendedEvenWhereNothingElseIsLeft() throws Exception {
        String only = copy("shop", "app", shop.sim().clock().instant());
        foundBad(only);
        shop.lose();
        assertFalse(advice().command().contains("restore"), advice()::toString);
        deleteApp();
        assertEquals(Optional.empty(), find().bestOutsideFly());
        assertEquals("flysnap sources shop", advice().command());
        assertTrue(advice().why().contains("known to be bad"), advice()::toString);
    }

    @Test
    void whatCannotBeReadIsToldAndTheRestIsThere() throws Exception {
        SnapshotId snapshot = shop.create().snapshot();
        copy("shop", shop.sim().clock().instant());
        Sources found =
                find(StoreAddress.parse(directory + "/absent/"), StoreAddress.parse(store()));
        assertEquals(2, found.all().size());
        assertTrue(names(found).contains(snapshot.value()));
        assertEquals(1, found.unread().size());
        assertTrue(found.unread().getFirst().what().contains("absent"), found::toString);
    }

    private Sources find() {
        return Path.of(store()).toFile().isDirectory()
                ? find(StoreAddress.parse(store()))
                : find(new StoreAddress[0]);
    }

    private Sources find(StoreAddress... stores) {
        return new SourceSearch(shop.bench(shop.cut()), outside(stores)).find(Shop.APP);
    }

    private static OutsideFly outside(StoreAddress... stores) {
        return new OutsideFly(
                List.of(stores), List.of(), List.of(), new Litestream("", new Interruption()));
    }

    private String store() {
        return directory + "/copies/";
    }

    private void copy(String app, Instant at) throws Exception {
        var _ = copy(app, "app", at);
    }

    /** Its name in the store. */
    private String copy(String app, String database, Instant at) throws Exception {
        return keep(ManifestExamples.of(app, database, at.toString(), CheckDepth.QUICK));
    }

    private String keep(CopyManifest manifest) throws Exception {
        CopyStore store = DirectoryStore.openOrCreate(Path.of(store()));
        try (Draft draft = store.create(manifest.content())) {
            draft.stream().write(1);
            draft.commit();
        }
        Manifests.write(store, manifest);
        return manifest.content().value();
    }

    private void foundBad(String copy) throws Exception {
        CopyStore store = DirectoryStore.openOrCreate(Path.of(store()));
        ObjectName name = new ObjectName(copy);
        VerificationNotes.of(store)
                .write(
                        store,
                        Manifests.read(store, name),
                        new VerificationNote(name, shop.sim().clock().instant(), Optional.empty()));
    }

    private SnapshotId foreignSnapshot() {
        SnapshotId id =
                shop.sim()
                        .change(turn ->
                                SnapshotRules.request(
                                        turn, Shop.APP.value(), shop.volume().value()))
                        .map(it -> new SnapshotId(it.id()))
                        .orElseThrow();
        shop.sim().sleeper().sleep(Duration.ofMinutes(5));
        return id;
    }

    private RunRecord restored() {
        RunId run = shop.nextRun();
        Restore restore = shop.restore();
        var _ = restore.run(restore.plan(run, Shop.restoreRequest(true)));
        return shop.journal().run(run).orElseThrow();
    }

    private void deleteApp() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    shop.sim().baseUrl()
                                                            + "/v1/apps/shop?force=true"))
                                    .DELETE()
                                    .header("Authorization", "Bearer " + shop.sim().token())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertEquals(2, answer.statusCode() / 100, answer::body);
        }
    }

    private static Source sourceOf(Sources found, VolumeId volume) {
        return found.all().stream()
                .filter(it ->
                        it.origin() instanceof Origin.OfVolume(var use)
                                && use.volume().id().equals(volume))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(Sources found) {
        return found.all().stream()
                .map(it ->
                        switch (it.origin()) {
                            case Origin.OfSnapshot(var row) ->
                                    row.snapshot().id().orElseThrow().value();
                            case Origin.OfVolume(var use) -> use.volume().id().value();
                            case Origin.OfCopy _ -> "copy";
                            case Origin.OfReplica _ -> "replica";
                        })
                .toList();
    }

    private static Duration rounded(Loss loss) {
        long minutes = loss.window().orElseThrow().plusMinutes(4).toMinutes();
        return Duration.ofMinutes(minutes / 10 * 10);
    }
}
