package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import dev.flysnap.doctor.checkup.Doctor;
import dev.flysnap.doctor.checkup.Finding;
import dev.flysnap.doctor.triage.Triage;
import dev.flysnap.doctor.triage.TriageCollector;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.journal.SnapshotCheck;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.ImageQuestion;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.request.RestoreRequestBuilder;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import dev.flysnap.snapshot.catalog.SnapshotFinder;
import dev.flysnap.snapshot.catalog.SnapshotList;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.sqlite.check.Expectation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a verification found is known from then on, and one on trial leaves nothing behind. */
class VerifyStoryTest {
    /** Far more than there are: a run that never gets through would count for ever. */
    private static final int MOST_POINTS = 500;

    private static final int APART = Points.apart(9);

    @TempDir private Path state;
    private int shops;

    private Shop shop() {
        shops++;
        return new Shop(state.resolve("shop" + shops), Switches.DEFAULTS);
    }

    /** One good snapshot, and a newer one of a damaged database. */
    private static SnapshotId[] goodAndDamaged(Shop shop) {
        SnapshotId good = shop.create().snapshot();
        shop.sim().sleeper().sleep(Duration.ofMinutes(10));
        shop.disks().write(shop.volume().value(), "shop.db", "corrupt");
        SnapshotId damaged = shop.create().snapshot();
        shop.disks().write(shop.volume().value(), "shop.db", "orders");
        return new SnapshotId[] {good, damaged};
    }

    private static RestoreRequestBuilder trial(SnapshotChoice snapshot) {
        return RestoreRequestBuilder.of(Shop.APP, snapshot)
                .goal(Goal.TRIAL)
                .evenIfBad()
                .timeout(Duration.ofMinutes(10));
    }

    private static RestorePlan plan(Shop shop, RestoreRequest request) {
        return shop.restore().plan(shop.nextRun(), request, ImageQuestion.ANY);
    }

    private static RestoreReport verify(Shop shop, SnapshotChoice snapshot) {
        return shop.restore().run(plan(shop, trial(snapshot).build()));
    }

    private static SnapshotCheck known(Shop shop, SnapshotId snapshot) {
        return shop.journal().check(snapshot).orElseThrow();
    }

    private static Problem refused(Shop shop, RestoreRequest request) {
        return assertThrows(FlysnapException.class, () -> plan(shop, request)).problem();
    }

    @Test
    void aTrialTellsGoodFromBadAndLeavesNothingBehind() {
        try (Shop shop = shop()) {
            SnapshotId[] made = goodAndDamaged(shop);
            WorldView before = shop.settledView();
            RestorePlan plan =
                    plan(
                            shop,
                            trial(new SnapshotChoice.ById(made[0]))
                                    .checks(new Checks(CheckDepth.FULL, List.of()))
                                    .build());
            assertTrue(
                    plan.newVolume().name().value().startsWith("flysnap_"),
                    "no deploy mounts it: " + plan.newVolume().name());
            RestoreReport good = shop.restore().run(plan);
            assertEquals(ExitCode.DONE, good.exitCode());
            assertEquals(before, shop.settledView());
            assertEquals(RunStatus.DONE, shop.journal().status(plan.run()));
            assertEquals(RunKind.VERIFY, shop.journal().run(plan.run()).orElseThrow().kind());
            SnapshotCheck ofGood = known(shop, made[0]);
            assertFalse(ofGood.isBad());
            assertEquals(CheckDepth.FULL, ofGood.depth());
            assertEquals(plan.run(), ofGood.run());
            assertEquals(List.of("shop.db"), ofGood.databases());

            RestoreReport bad = verify(shop, SnapshotChoice.LATEST);
            assertEquals(ExitCode.CHECK_NOT_MET, bad.exitCode());
            assertEquals(Optional.of(made[1]), bad.plan().snapshot());
            assertEquals(before, shop.settledView());
            assertEquals(RunStatus.DONE, shop.journal().status(bad.plan().run()));
            assertEquals(
                    List.of("shop.db: row 1 missing from index"), known(shop, made[1]).problems());
            assertEquals(1, shop.writers().size());
        }
    }

    @Test
    void doctorDoesNotCallABadSnapshotFine() {
        try (Shop shop = shop()) {
            var _ = goodAndDamaged(shop);
            var _ = verify(shop, SnapshotChoice.LATEST);
            Finding snapshots =
                    new Doctor(
                                    shop.fly(),
                                    Optional.empty(),
                                    shop.sim().clock(),
                                    shop.journal()::check,
                                    List.of())
                            .examine(Shop.APP, Optional.empty()).findings().stream()
                                    .filter(it -> it.check().equals("snapshots"))
                                    .findFirst()
                                    .orElseThrow();
            assertEquals(Finding.Outcome.WRONG, snapshots.outcome());
            assertTrue(snapshots.seen().contains("row 1 missing from index"), snapshots.toString());
        }
    }

    @Test
    void aRestoreThatFailedIsRememberedAndLatestGoesPastItsSnapshot() {
        try (Shop shop = shop()) {
            SnapshotId[] made = goodAndDamaged(shop);
            RestorePlan first = plan(shop, Shop.restoreRequest(true));
            assertEquals(Optional.of(made[1]), first.snapshot(), "nobody has looked yet");
            assertEquals(
                    "restored-data-bad",
                    assertThrows(FlysnapException.class, () -> shop.restore().run(first))
                            .problem()
                            .code());
            assertTrue(known(shop, made[1]).isBad());

            List<String> said = new ArrayList<>();
            SnapshotRow latest =
                    new SnapshotFinder(shop.benchTelling(said::add))
                            .find(Shop.APP, SnapshotChoice.LATEST, Optional.empty());
            assertEquals(Optional.of(made[0]), latest.snapshot().id());
            assertTrue(said.toString().contains("went past " + made[1]), said.toString());
            assertTrue(said.toString().contains("row 1 missing from index"), said.toString());

            Problem named =
                    refused(
                            shop,
                            Shop.request(true).snapshot(new SnapshotChoice.ById(made[1])).build());
            assertEquals("snapshot-known-bad", named.code());
            assertEquals(ExitCode.CHECK_NOT_MET, named.exit());
            assertTrue(named.why().contains("row 1 missing from index"), named.why());
            assertEquals(
                    Optional.of(made[1]),
                    plan(shop, Shop.request(true).evenIfBad().build()).snapshot());

            RestoreReport report = shop.restore().run(plan(shop, Shop.restoreRequest(true)));
            assertEquals(Optional.of(made[0]), report.plan().snapshot());
            assertFalse(known(shop, made[0]).isBad());
        }
    }

    @Test
    void aBadOneIsUsedAllTheSameWhereThatIsAskedFor() {
        try (Shop shop = shop()) {
            SnapshotId[] made = goodAndDamaged(shop);
            Checks lenient =
                    new Checks(CheckDepth.QUICK, List.of(), Optional.empty(), Optional.of(true));
            RestoreReport report =
                    shop.restore()
                            .run(
                                    plan(
                                            shop,
                                            Shop.request(true)
                                                    .evenIfBad()
                                                    .checks(lenient)
                                                    .build()));
            assertEquals(Optional.of(made[1]), report.plan().snapshot());
            assertEquals(ExitCode.DONE, report.exitCode());
            assertFalse(report.isFitForUse());
            assertEquals(
                    Optional.of("corrupt"), shop.disks().read(report.volume().value(), "shop.db"));
            assertEquals(1, shop.writers().size(), "the app runs there");
            assertTrue(shop.journal().isKnownToBeBad(made[1]), "it is no better for that");
        }
    }

    @Test
    void whereTheAppRunsRescueSaysThatItsDatabaseMayBeDamaged() {
        try (Shop shop = shop()) {
            SnapshotId[] made = goodAndDamaged(shop);
            var _ = verify(shop, SnapshotChoice.LATEST);
            Triage triage =
                    new TriageCollector(shop.bench(CutPoint.NONE), Shop.NOTHING_OUTSIDE)
                            .collect(Shop.APP);
            assertEquals("flysnap create shop --check full", triage.advice().command());
            assertTrue(triage.advice().why().contains(made[1].value()), triage.advice().why());
        }
    }

    @Test
    void aBadSnapshotOfAReplacedVolumeSaysNothingAboutTheDataThatTheAppHasNow() {
        try (Shop shop = shop()) {
            SnapshotId[] made = goodAndDamaged(shop);
            var _ = verify(shop, SnapshotChoice.LATEST);
            var _ = shop.restore().run(plan(shop, Shop.restoreRequest(true)));
            Triage triage =
                    new TriageCollector(shop.bench(CutPoint.NONE), Shop.NOTHING_OUTSIDE)
                            .collect(Shop.APP);
            assertEquals(
                    List.of(Optional.of(made[1])),
                    triage.newerBad().stream().map(it -> it.snapshot().id()).toList());
            assertFalse(
                    triage.advice().why().contains("damaged"),
                    "that was restored from a good one: " + triage.advice().why());
        }
    }

    @Test
    void whatWasRestoredFromABadSnapshotMayBeDamaged() {
        try (Shop shop = shop()) {
            SnapshotId[] made = goodAndDamaged(shop);
            var _ = verify(shop, SnapshotChoice.LATEST);
            Checks lenient =
                    new Checks(CheckDepth.QUICK, List.of(), Optional.empty(), Optional.of(true));
            var _ =
                    shop.restore()
                            .run(
                                    plan(
                                            shop,
                                            Shop.request(true)
                                                    .evenIfBad()
                                                    .checks(lenient)
                                                    .build()));
            Triage triage =
                    new TriageCollector(shop.bench(CutPoint.NONE), Shop.NOTHING_OUTSIDE)
                            .collect(Shop.APP);
            assertEquals("flysnap create shop --check full", triage.advice().command());
            assertTrue(triage.advice().why().contains(made[1].value()), triage.advice().why());
        }
    }

    @Test
    void rescueRecommendsNoSnapshotThatIsKnownToBeBad() {
        try (Shop shop = shop()) {
            SnapshotId[] made = goodAndDamaged(shop);
            var _ = verify(shop, SnapshotChoice.LATEST);
            shop.lose();
            Triage triage =
                    new TriageCollector(shop.bench(CutPoint.NONE), Shop.NOTHING_OUTSIDE)
                            .collect(Shop.APP);
            assertEquals(
                    Optional.of(made[0]),
                    triage.newestSnapshot().flatMap(it -> it.snapshot().id()));
            assertEquals(
                    List.of(Optional.of(made[1])),
                    triage.newerBad().stream().map(it -> it.snapshot().id()).toList());
            assertTrue(
                    triage.advice().command().contains("restore " + made[0]),
                    triage.advice().command());
        }
    }

    @Test
    void whereAllAreBadNoneIsTakenAndTheProblemNamesThem() {
        try (Shop shop = shop()) {
            shop.disks().write(shop.volume().value(), "shop.db", "corrupt");
            SnapshotId damaged = shop.create().snapshot();
            var _ = verify(shop, SnapshotChoice.LATEST);
            Problem problem = refused(shop, Shop.restoreRequest(true));
            assertEquals("all-snapshots-known-bad", problem.code());
            assertTrue(problem.what().contains(damaged.value()), problem.what());
        }
    }

    @Test
    void whatSomebodyExpectedOfTheDataMakesNoSnapshotBadForOthers() {
        try (Shop shop = shop()) {
            SnapshotId snapshot = shop.create().snapshot();
            shop.imageHas("@sqlite3 3.40.1\n@done");
            RestoreReport report =
                    shop.restore()
                            .run(
                                    plan(
                                            shop,
                                            trial(SnapshotChoice.LATEST)
                                                    .checks(
                                                            new Checks(
                                                                    CheckDepth.QUICK,
                                                                    List.of(
                                                                            Expectation.parse(
                                                                                    "SELECT count(*) FROM orders",
                                                                                    ">",
                                                                                    "1000"))))
                                                    .build()));
            assertEquals(ExitCode.CHECK_NOT_MET, report.exitCode());
            assertFalse(known(shop, snapshot).isBad());
        }
    }

    @Test
    void aBadOneIsGoodAgainOnlyAfterALaterLookThatWasAsDeep() {
        try (Shop shop = shop()) {
            SnapshotId snapshot = shop.create().snapshot();
            save(shop, snapshot, CheckDepth.FULL, "row 1 missing");
            shop.sim().sleeper().sleep(Duration.ofHours(1));
            var _ = verify(shop, SnapshotChoice.LATEST);
            assertTrue(shop.journal().isKnownToBeBad(snapshot), "quick_check sees less");
            shop.sim().sleeper().sleep(Duration.ofHours(1));
            save(shop, snapshot, CheckDepth.FULL);
            assertFalse(shop.journal().isKnownToBeBad(snapshot));
            assertEquals(CheckDepth.FULL, known(shop, snapshot).depth());
        }
    }

    private static void save(Shop shop, SnapshotId snapshot, CheckDepth depth, String... problems) {
        shop.journal()
                .saveCheck(
                        new SnapshotCheck(
                                snapshot,
                                Shop.APP,
                                shop.nextRun(),
                                shop.sim().clock().instant(),
                                depth,
                                SnapshotCheck.Subject.RESTORED,
                                List.of("shop.db"),
                                List.of(problems),
                                false));
    }

    @Test
    void aTrialHasNoCutoverAndNothingToUndo() {
        try (Shop shop = shop()) {
            shop.create();
            RunId run = verify(shop, SnapshotChoice.LATEST).plan().run();
            var record = shop.journal().run(run).orElseThrow();
            assertEquals(
                    "run-is-verification",
                    assertThrows(
                                    FlysnapException.class,
                                    () ->
                                            shop.restore()
                                                    .continueRun(record, Optional.of(Goal.CUTOVER)))
                            .problem()
                            .code());
            assertEquals(
                    "run-left-nothing",
                    assertThrows(FlysnapException.class, () -> shop.restore().undo(record))
                            .problem()
                            .code());
        }
    }

    @Test
    void aTrialThatWasCutAnywhereIsFinishedByContinue() {
        cutEverywhere((shop, run) ->
                assertEquals(
                        ExitCode.CHECK_NOT_MET,
                        shop.restore()
                                .continueRun(shop.journal().run(run).orElseThrow())
                                .exitCode()));
    }

    @Test
    void aTrialThatWasCutAnywhereCanBeUndone() {
        cutEverywhere((shop, run) -> {
            var record = shop.journal().run(run).orElseThrow();
            if (shop.journal().status(run) != RunStatus.DONE) {
                var _ = shop.restore().undo(record);
            }
        });
    }

    private interface End {
        void of(Shop shop, RunId run);
    }

    /** What was found is known wherever the verdict was: before the run says that it has it. */
    private void cutEverywhere(End end) {
        int points = 0;
        int knownThoughCut = 0;
        int each = 0;
        for (int point = 1; point < MOST_POINTS; point += point < each ? 1 : APART) {
            try (Shop shop = shop()) {
                SnapshotId damaged = goodAndDamaged(shop)[1];
                WorldView before = shop.settledView();
                RestorePlan plan = plan(shop, trial(SnapshotChoice.LATEST).build());
                shop.cut().arm(point);
                boolean cut = false;
                try {
                    var _ = shop.restore().run(plan);
                } catch (PowerCut.Dark dark) {
                    cut = true;
                }
                shop.cut().disarm();
                if (shop.journal().run(plan.run()).isEmpty()) {
                    continue;
                }
                boolean verified =
                        shop.journal().events(plan.run()).toString().contains("row 1 missing");
                boolean isKnown = shop.journal().isKnownToBeBad(damaged);
                assertTrue(isKnown || !verified, "after a cut at point " + point);
                knownThoughCut += isKnown && !verified ? 1 : 0;
                if (!cut) {
                    break;
                }
                points++;
                if (isKnown && each == 0) {
                    // What counts lies between the point before and this one: each of them is cut.
                    each = point;
                    point -= APART;
                }
                shop.sim().sleeper().sleep(Duration.ofMinutes(2));
                end.of(shop, plan.run());
                assertEquals(before, shop.settledView(), "after a cut at point " + point);
                assertTrue(
                        shop.fly().volumes().list(Shop.APP).stream()
                                .filter(it -> !it.state().isDead())
                                .map(Volume::id)
                                .toList()
                                .equals(List.of(shop.volume())),
                        "after a cut at point " + point);
            }
        }
        System.out.println("verify: " + points + " points cut");
        assertTrue(points > 30 / APART, points + " points were cut");
        assertTrue(knownThoughCut > 0, "a cut between the record and the run's own event");
    }

    @Test
    void theListHasWhatIsKnown() {
        try (Shop shop = shop()) {
            SnapshotId[] made = goodAndDamaged(shop);
            var _ = verify(shop, SnapshotChoice.LATEST);
            List<SnapshotRow> rows =
                    new SnapshotList(shop.bench(CutPoint.NONE))
                            .list(Shop.APP, Optional.empty())
                            .rows();
            assertEquals(
                    List.of(Optional.of(made[1]), Optional.of(made[0])),
                    rows.stream().map(it -> it.snapshot().id()).toList());
            assertEquals(
                    List.of(true, false), rows.stream().map(SnapshotRow::isKnownToBeBad).toList());
            assertTrue(rows.get(1).check().isEmpty());
        }
    }
}
