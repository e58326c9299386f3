package dev.flysnap.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.json.Json;
import dev.flysnap.model.RunId;
import dev.flysnap.restore.recovery.FinishAll;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.story.Shop;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a finish says before it removes anything, and afterwards. */
class FinishViewTest {
    @TempDir private Path state;
    private Shop shop;

    @BeforeEach
    void aSnapshot() {
        shop = new Shop(state, Switches.DEFAULTS);
        var _ = shop.create();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private RunId cutOver() {
        RunId id = shop.nextRun();
        Restore restore = shop.restore();
        var _ = restore.run(restore.plan(id, Shop.restoreRequest(true)));
        return id;
    }

    @Test
    void whatWouldBeLostAndThatTheAppsVolumeHasNoSnapshotIsSaid() {
        RunId run = cutOver();
        List<String> lines =
                FinishView.preview(
                                shop.restore().previewFinish(shop.journal().run(run).orElseThrow()))
                        .lines()
                        .toList();
        assertEquals("Finish of " + run + ":", lines.getFirst());
        assertEquals(
                "  remove    old machine %s (shop-1, ams)".formatted(shop.machine()), lines.get(1));
        assertEquals(
                "  remove    old volume %s (data, 1 GB, ams); its snapshots stay until they expire"
                        .formatted(shop.volume()),
                lines.get(2));
        String kept = shop.writers().getFirst().volume().orElseThrow();
        assertEquals("  keep      volume %s, which the app has now".formatted(kept), lines.get(3));
        assertTrue(
                lines.get(4)
                        .matches(
                                "  note      %s may hold what was written from 2026-\\S+ \\S+ UTC to 2026-\\S+ \\S+ UTC, which %s lacks"
                                        .formatted(shop.volume(), kept)),
                lines::toString);
        assertTrue(
                lines.get(5).startsWith("  note      %s has no finished snapshot".formatted(kept)),
                lines::toString);
        assertEquals(6, lines.size());
        var _ = shop.create();
        assertEquals(
                1,
                shop.restore().previewFinish(shop.journal().run(run).orElseThrow()).notes().size(),
                "it has one now");
    }

    @Test
    void aMoveLosesNothing() {
        RunId run = shop.nextRun();
        var _ = shop.restore().run(shop.movePlan(run));
        var _ = shop.create();
        assertEquals(
                List.of(),
                shop.restore().previewFinish(shop.journal().run(run).orElseThrow()).notes());
    }

    @Test
    void allAtOnceNamesEachRunWhatIsKeptAndWhatItSaves() {
        RunId first = cutOver();
        var _ = shop.create();
        RunId second = cutOver();
        shop.restore().undo(shop.journal().run(second).orElseThrow());
        FinishAll finish = new FinishAll(shop.bench(shop.cut()));
        FinishAll.Plan plan = finish.plan(Shop.APP, false);
        String text = FinishAllView.preview(plan);
        assertTrue(text.contains("\n  " + first + "\n    remove    old machine"), text);
        assertTrue(text.contains("\n  keep      The run %s was undone".formatted(second)), text);
        assertTrue(text.contains("--discard-writes"), text);
        assertTrue(text.endsWith("\n  saves     1 GB, $0.15 a month"), text);
        Json.Obj json = (Json.Obj) new FinishAllView(finish.run(plan, false)).json();
        assertEquals(
                List.of(Optional.of(shop.volume().value())),
                json.objects("finished").stream().map(it -> it.text("removed_volume")).toList());
        assertEquals(
                List.of(Optional.of("undone-run-holds-writes")),
                json.objects("kept").stream().map(it -> it.text("code")).toList());
        assertEquals(List.of(), json.objects("failed"));
        String nothing = FinishAllView.preview(finish.plan(Shop.APP, false));
        assertTrue(nothing.contains("no run has left anything that can be removed"), nothing);
    }
}
