package dev.flysnap.portable.retain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.manifest.CopyList;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.manifest.ManifestExamples;
import dev.flysnap.portable.manifest.Manifests;
import dev.flysnap.portable.manifest.VerificationNote;
import dev.flysnap.portable.manifest.VerificationNotes;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.DirectoryStore;
import dev.flysnap.portable.store.ForwardingStore;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.problem.FlysnapException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruneTest {
    private static final RetentionPolicy LAST =
            new RetentionPolicy(Map.of(RetentionKind.LAST, 1), Optional.empty(), List.of());

    @TempDir private Path work;

    private CopyManifest put(String at) throws Exception {
        CopyManifest copy = ManifestExamples.of("shop", "main", at, CheckDepth.QUICK);
        Files.writeString(work.resolve(copy.content().value()), "x");
        Manifests.write(DirectoryStore.open(work), copy);
        return copy;
    }

    private Path old(String name) throws Exception {
        Path file = Files.writeString(work.resolve(name), "x");
        return Files.setLastModifiedTime(
                file, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    }

    private List<String> files() throws Exception {
        try (Stream<Path> files = Files.list(work)) {
            return files.map(it -> it.getFileName().toString()).sorted().toList();
        }
    }

    private static PrunePlan plan(CopyStore store) {
        return PrunePlan.of(CopyList.of(store), LAST, Instant.now());
    }

    @Test
    void whatNoRuleKeepsIsRemovedAndNothingElse() throws Exception {
        put("2026-11-01T00:00:00Z");
        put("2026-11-02T00:00:00Z");
        CopyManifest newest = put("2026-11-03T00:00:00Z");
        String orphan = "shop-main-20261101T000000Z-run_cccccccccc.db.zst.age";
        old(orphan);
        old(".flysnap-draft-00c0ffee-" + orphan);
        List<String> foreign =
                List.of(
                        "notes.txt",
                        "app.db",
                        "shop.json",
                        "my-20261101T000000Z.db.zst",
                        ".hidden");
        for (String name : foreign) {
            old(name);
        }
        String young = "shop-main-20261101T000000Z-run_dddddddddd.db";
        Files.writeString(work.resolve(young), "being written");
        Files.writeString(work.resolve(".flysnap-draft-00c0ffee-young"), "being written");

        CopyStore store = DirectoryStore.open(work);
        PrunePlan plan = plan(store);
        assertEquals(2, plan.removed().size());
        new Prune(store).run(plan);

        List<String> left = new ArrayList<>(foreign);
        left.addAll(
                List.of(
                        newest.content().value(),
                        newest.content() + ".json",
                        young,
                        ".flysnap-draft-00c0ffee-young"));
        assertEquals(left.stream().sorted().toList(), files());
        assertEquals(List.of(newest), CopyList.of(store).copies());
    }

    /** It would count as the newest, and leave the others without a rule. */
    @Test
    void oneThatIsDatedInTheFutureTakesNobodysPlace() throws Exception {
        put("2026-11-01T00:00:00Z");
        CopyManifest newest = put("2026-11-03T00:00:00Z");
        CopyManifest ahead = put("+11111-01-01T00:00:00Z");
        PrunePlan plan =
                PrunePlan.of(
                        CopyList.of(DirectoryStore.open(work)),
                        new RetentionPolicy(
                                Map.of(RetentionKind.LAST, 1),
                                Optional.of(RetentionPeriod.parse("1d")),
                                List.of()),
                        Instant.parse("2026-11-04T00:00:00Z"));
        assertEquals(
                List.of(ahead, newest),
                plan.decisions().stream()
                        .filter(RetentionDecision::isKept)
                        .map(RetentionDecision::copy)
                        .toList());
    }

    @Test
    void anEmptyPolicyIsRefused() throws Exception {
        put("2026-11-01T00:00:00Z");
        RetentionPolicy empty = new RetentionPolicy(Map.of(), Optional.empty(), List.of());
        FlysnapException e =
                assertThrows(
                        FlysnapException.class,
                        () ->
                                PrunePlan.of(
                                        CopyList.of(DirectoryStore.open(work)),
                                        empty,
                                        Instant.now()));
        assertEquals("retention-policy-empty", e.problem().code());
    }

    @Test
    void whatItsManifestDoesNotDescribeIsLeftAlone() throws Exception {
        CopyManifest broken = put("2026-11-01T00:00:00Z");
        Path manifest = Files.writeString(work.resolve(broken.content() + ".json"), "{}");
        Files.setLastModifiedTime(manifest, FileTime.from(Instant.EPOCH));
        old(broken.content().value());
        put("2026-11-02T00:00:00Z");
        CopyStore store = DirectoryStore.open(work);
        PrunePlan plan = plan(store);
        assertEquals(1, plan.problems().size());
        new Prune(store).run(plan);
        assertEquals(4, files().size());
    }

    @Test
    void whatWasReadBackIsKeptAndWhatWasFoundDamagedIsNot() throws Exception {
        CopyManifest oldest = put("2026-11-01T00:00:00Z");
        CopyManifest middle = put("2026-11-02T00:00:00Z");
        CopyManifest damaged = put("2026-11-03T00:00:00Z");
        CopyManifest newest =
                ManifestExamples.of("shop", "main", "2026-11-04T00:00:00Z", CheckDepth.NONE);
        Files.writeString(work.resolve(newest.content().value()), "x");
        CopyStore store = DirectoryStore.open(work);
        Manifests.write(store, newest);
        note(store, oldest, "2026-11-05T00:00:00Z", Optional.of(CheckDepth.QUICK));
        note(store, oldest, "2026-11-06T00:00:00Z", Optional.of(CheckDepth.FULL));
        note(store, damaged, "2026-11-06T00:00:00Z", Optional.empty());
        old("shop-main-20261101T000000Z-run_cccccccccc.db.verified-20261101T000000Z-full");
        PrunePlan plan = plan(store);
        assertEquals(
                List.of(
                        newest.content() + " [last]",
                        middle.content() + " [newest checked]",
                        oldest.content() + " [newest verified]"),
                plan.decisions().stream()
                        .filter(RetentionDecision::isKept)
                        .map(it -> it.copy().content() + " " + it.reasons())
                        .toList());
        new Prune(store).run(plan);
        assertEquals(
                List.of(oldest.content() + ".verified-20261106T000000Z-full"),
                files().stream().filter(it -> it.contains(".verified-")).toList(),
                "one note a copy, and none without one");
    }

    private static void note(
            CopyStore store, CopyManifest copy, String at, Optional<CheckDepth> result) {
        VerificationNotes.of(store)
                .write(
                        store,
                        copy,
                        new VerificationNote(copy.content(), Instant.parse(at), result));
    }

    /** Ended after each deletion: what is left is a copy, or has no manifest. */
    @Test
    void endedInBetweenThereIsNoManifestWithoutItsContent() throws Exception {
        for (int allowed = 0; allowed < 6; allowed++) {
            for (String at :
                    List.of(
                            "2026-11-01T00:00:00Z",
                            "2026-11-02T00:00:00Z",
                            "2026-11-03T00:00:00Z")) {
                Files.deleteIfExists(
                        work.resolve(
                                ManifestExamples.of("shop", "main", at, CheckDepth.QUICK).content()
                                        + ".json"));
                put(at);
            }
            CopyStore store = DirectoryStore.open(work);
            PrunePlan plan = plan(store);
            assertEquals(2, plan.removed().size());
            DyingStore dying = new DyingStore(store, allowed);
            try {
                new Prune(dying).run(plan);
                assertTrue(allowed >= 4);
            } catch (IllegalStateException e) {
                assertTrue(allowed < 4);
            }
            assertEquals(List.of(), CopyList.of(store).problems(), "after " + allowed);
        }
    }

    private static final class DyingStore extends ForwardingStore {
        private int left;

        DyingStore(CopyStore store, int allowed) {
            super(store);
            this.left = allowed;
        }

        @Override
        public void delete(ObjectName name) {
            left--;
            if (left < 0) {
                throw new IllegalStateException("killed");
            }
            super.delete(name);
        }
    }
}
