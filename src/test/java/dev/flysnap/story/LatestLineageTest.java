package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import dev.flysnap.snapshot.catalog.SnapshotFinder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The latest snapshot is the newest one of the volume that a create would take. */
class LatestLineageTest {
    @TempDir private Path state;
    private Shop shop;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void open() {
        shop = new Shop(state, Switches.DEFAULTS);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void afterACutoverItIsTheNewVolumesThoughTheOldOneIsThere() {
        SnapshotId before = shop.create().snapshot();
        RestoreReport report = restored(true);
        assertEquals(before, latest(), "it has none of its own yet");
        assertEquals(
                List.of(
                        "the app's volume has no such snapshot that is finished: those of %s count, which it was restored from"
                                .formatted(shop.volume())),
                told);
        told.clear();
        SnapshotId after = shop.create().snapshot();
        assertEquals(after, latest());
        assertEquals(List.of(), told);
        assertEquals(report.volume(), volumeOf(after));
    }

    @Test
    void afterItsUndoItIsTheOldVolumesAgainHoweverNewThatOfTheOtherIs() {
        SnapshotId before = shop.create().snapshot();
        RestoreReport report = restored(true);
        var _ = shop.create();
        shop.restore().undo(shop.journal().run(report.plan().run()).orElseThrow());
        assertEquals(before, latest());
        SnapshotId again = shop.create().snapshot();
        assertEquals(again, latest());
    }

    @Test
    void anUnfinishedRestoreChangesNothing() {
        SnapshotId before = shop.create().snapshot();
        var _ = restored(false);
        assertEquals(before, latest());
        assertEquals(List.of(), told);
    }

    @Test
    void whereOnlyAReplacedVolumeIsLeftNobodyGuesses() {
        var _ = shop.create();
        RestoreReport report = restored(true);
        var _ = shop.create();
        MachineId live = report.machine().orElseThrow();
        shop.fly().machines().delete(Shop.APP, live, true, Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        shop.fly().volumes().delete(Shop.APP, report.volume());
        String problem = assertThrows(FlysnapException.class, this::latest).problem().next();
        assertTrue(problem.contains("--volume " + report.volume()), problem);
    }

    private VolumeId volumeOf(SnapshotId id) {
        return shop.journal().snapshot(id).orElseThrow().volume();
    }

    private SnapshotId latest() {
        return new SnapshotFinder(shop.benchTelling(told::add))
                .find(Shop.APP, SnapshotChoice.LATEST, Optional.empty())
                .snapshot()
                .id()
                .orElseThrow();
    }

    private RestoreReport restored(boolean cutover) {
        RunId run = shop.nextRun();
        Restore restore = shop.restore();
        return restore.run(restore.plan(run, Shop.restoreRequest(cutover)));
    }
}
