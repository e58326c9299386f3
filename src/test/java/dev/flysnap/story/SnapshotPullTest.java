package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.take.PlainFile;
import dev.flysnap.portable.take.TakeProgress;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.verify.ExpectedDatabase;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import dev.flysnap.sources.SnapshotPull;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pull of a snapshot needs is asked for, or refused, before anything is made. */
class SnapshotPullTest {
    private static final TakeProgress QUIET =
            new TakeProgress() {
                @Override
                public void step(String text) {}

                @Override
                public void copied(long doneBytes, long totalBytes) {}
            };

    @TempDir private Path work;

    private Shop shop() {
        return new Shop(work.resolve("state"), Switches.DEFAULTS);
    }

    private static RestorePlan plan(RunId run, SnapshotPull pull) {
        return pull.plan(run, Shop.APP, SnapshotChoice.LATEST, Optional.empty(), CheckDepth.QUICK);
    }

    /** Nothing is made where it cannot succeed. */
    private Problem refused(Shop shop, UnaryOperator<RestorePlan> changed) {
        WorldView before = shop.settledView();
        RunId run = shop.nextRun();
        SnapshotPull pull = new SnapshotPull(shop.bench(CutPoint.NONE));
        Problem problem =
                assertThrows(
                                FlysnapException.class,
                                () ->
                                        pull.run(
                                                changed.apply(plan(run, pull)),
                                                Optional.empty(),
                                                PlainFile.at(work.resolve("old.db")),
                                                CheckDepth.QUICK,
                                                QUIET))
                        .problem();
        assertEquals(before, shop.settledView());
        assertEquals(Optional.empty(), shop.journal().run(run), "it was not even begun");
        return problem;
    }

    @Test
    void theVolumeHasRoomForACopyBesideTheDatabase() {
        try (Shop shop = shop()) {
            var _ = shop.create();
            RestorePlan plan = plan(shop.nextRun(), new SnapshotPull(shop.bench(CutPoint.NONE)));
            int sourceGb = shop.fly().volumes().list(Shop.APP).getFirst().sizeGb();
            assertEquals(1, sourceGb);
            assertEquals(3, plan.newVolume().sizeGb());
        }
    }

    /** Also where flysnap could check the data: what reads it out is sqlite3. */
    @ParameterizedTest
    @ValueSource(strings = {"@flysnap yes\n@done\n", "@done\n"})
    void anImageWithoutSqlite3IsToldBeforeAnythingIsMade(String tools) {
        try (Shop shop = shop()) {
            shop.imageHas(tools);
            var _ = shop.create();
            Problem problem = refused(shop, plan -> plan);
            assertEquals("hook-sqlite3-missing", problem.code(), problem::toString);
            assertEquals(ExitCode.USAGE, problem.exit());
            assertFalse(problem.next().contains("--verifier-image"), problem::toString);
        }
    }

    @Test
    void aDatabaseThatExecCannotCarryIsToldBeforeAnythingIsMade() {
        try (Shop shop = shop()) {
            shop.imageHas("@sqlite3 3.40.1\n@done\n");
            var _ = shop.create();
            Problem problem = refused(shop, plan -> withPages(plan, (4L << 30) / 4096 + 1));
            assertEquals("copy-too-large-for-exec", problem.code(), problem::toString);
            assertTrue(problem.next().contains("--to-app"), problem::toString);
        }
    }

    private static RestorePlan withPages(RestorePlan plan, long pages) {
        RestorePlan.Source source = plan.source();
        return new RestorePlan(
                plan.run(),
                new RestorePlan.Source(
                        source.volume(),
                        source.snapshot(),
                        source.ownCreate(),
                        source.takenAt(),
                        source.grade(),
                        source.databases().stream()
                                .map(it ->
                                        new ExpectedDatabase(
                                                it.name(),
                                                it.path(),
                                                it.userVersion(),
                                                it.schemaSha256(),
                                                it.onVolume(),
                                                it.knownFrom(),
                                                it.changeable(),
                                                Optional.of(pages),
                                                Optional.of(4096L),
                                                it.sizeFrom()))
                                .toList()),
                plan.destination(),
                plan.machine(),
                plan.serving(),
                plan.checks(),
                plan.goal(),
                plan.keepFailed(),
                plan.timeout(),
                plan.grounds());
    }
}
