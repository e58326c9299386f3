package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import dev.flysnap.drill.Drill;
import dev.flysnap.drill.DrillCheck;
import dev.flysnap.drill.DrillHistory;
import dev.flysnap.drill.DrillProblems;
import dev.flysnap.drill.DrillReport;
import dev.flysnap.drill.DrillRequest;
import dev.flysnap.drill.DrillSource;
import dev.flysnap.drill.DrillStep;
import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.resource.CreateMachine;
import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.journal.ApiIdentity;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.fill.CopyFiles;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.VolumeNames;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.restore.verify.TrialApp;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.scripted.Script;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.sqlite.check.Expectation;
import dev.flysnap.tags.MachineConfigs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a drill finds, how it judges, and that nothing of it stays. */
class DrillStoryTest {
    private static final DrillSource ANY = new DrillSource.RandomWithin(Duration.ofDays(60));
    private static final DrillRequest.Budgets UNLIMITED =
            new DrillRequest.Budgets(Optional.empty(), Optional.empty(), Optional.empty());

    @TempDir private Path state;
    private int shops;

    private Shop shop() {
        shops++;
        return new Shop(state.resolve("shop" + shops), Switches.DEFAULTS);
    }

    private static DrillRequest request(DrillSource source, DrillRequest.Budgets budgets) {
        return new DrillRequest(
                Shop.APP,
                Optional.empty(),
                source,
                List.of(),
                Checks.DEFAULT,
                false,
                budgets,
                Optional.empty(),
                Duration.ofMinutes(30));
    }

    private static DrillRequest inApp(AppName own) {
        return new DrillRequest(
                Shop.APP,
                Optional.empty(),
                ANY,
                List.of(),
                Checks.DEFAULT,
                false,
                UNLIMITED,
                Optional.empty(),
                Duration.ofMinutes(30),
                Optional.of(own));
    }

    private static DrillRequest.Budgets budgets(String maxRto, String maxRpo) {
        return new DrillRequest.Budgets(
                Optional.of(Duration.parse(maxRto)),
                Optional.of(Duration.parse(maxRpo)),
                Optional.empty());
    }

    private static Drill drill(Shop shop, RunContext context) {
        return new Drill(
                context,
                Optional.of(shop.hook()),
                CopyFiles.NONE,
                shop::nextRun,
                DrillStoryTest::oldest);
    }

    private static int oldest(int snapshots) {
        return snapshots - 1;
    }

    /** As the command does it. */
    private static DrillReport run(Shop shop, DrillRequest request) {
        return run(drill(shop, shop.bench(shop.cut())), request);
    }

    private static DrillReport run(Drill drill, DrillRequest request) {
        List<Volume> volumes = drill.sweep(request.app());
        request.inApp().ifPresent(drill::sweepToo);
        return drill.run(drill.prepared(request), volumes);
    }

    private static List<DrillHistory.Outcome> outcomes(Shop shop) {
        return new DrillHistory(shop.journal())
                .newest(Shop.APP, Optional.empty(), 10).stream()
                        .map(DrillHistory.Past::outcome)
                        .toList();
    }

    @Test
    void aGoodOnePassesIsRememberedAndLeavesNothingBehind() {
        try (Shop shop = shop()) {
            SnapshotId snapshot = shop.create().snapshot();
            WorldView before = shop.settledView();
            DrillReport report = run(shop, request(ANY, budgets("PT10M", "PT1H")));
            assertTrue(report.passed(), report.failures().toString());
            assertEquals(ExitCode.DONE, report.exitCode());
            assertEquals(before, shop.settledView());
            assertEquals(RunKind.DRILL, shop.journal().runs().getFirst().kind());
            assertEquals(RunStatus.DONE, shop.journal().status(report.run()));
            assertFalse(shop.journal().check(snapshot).orElseThrow().isBad(), "list tells it");
            assertTrue(report.source().contains(snapshot.value()), report.source());
            assertTrue(report.rto().isPositive() && report.rto().compareTo(report.took()) < 0);
            assertTrue(
                    report.took().minus(report.steps().getLast().after()).compareTo(report.rto())
                            < 0);
            assertTrue(report.took(DrillStep.Phase.VOLUME).isPositive());
            assertEquals(
                    List.of(
                            "quick_check of shop.db",
                            "databases, schema, user_version and size as recorded",
                            "restored and verified within 10 min",
                            "newest data at most 1 h old"),
                    report.checks().stream().map(DrillCheck::name).toList());
            assertEquals(List.of(DrillHistory.Outcome.PASSED), outcomes(shop));
        }
    }

    @Test
    void itsMachineIsSmallAndKnowsNothingOfTheApp() {
        try (Shop shop = shop()) {
            shop.create();
            RestorePlan plan = drill(shop, shop.bench(CutPoint.NONE)).plan(request(ANY, UNLIMITED));
            Json.Obj config = plan.machine().verifierConfig();
            assertEquals(
                    Optional.of(512L),
                    config.object("guest").flatMap(it -> it.number("memory_mb")));
            assertEquals(Optional.of(1L), config.object("guest").flatMap(it -> it.number("cpus")));
            assertTrue(
                    config.objects("processes").stream()
                            .allMatch(it -> it.bool("ignore_app_secrets").orElse(false)));
            assertEquals(
                    config.object("init").flatMap(it -> it.get("exec")),
                    config.objects("processes").getFirst().get("exec"));
            assertTrue(config.array("services").isEmpty() && config.array("schedule").isEmpty());
            assertTrue(
                    config.object("metadata").orElseThrow().fields().keySet().stream()
                            .noneMatch(it -> it.startsWith("fly_")));
            assertTrue(plan.newVolume().name().value().startsWith("flysnap_"));
        }
    }

    @Test
    void aDamagedOneFailsAndAtRandomNobodyTakesItAgain() {
        try (Shop shop = shop()) {
            SnapshotId good = shop.create().snapshot();
            shop.sim().sleeper().sleep(Duration.ofMinutes(10));
            shop.disks().write(shop.volume().value(), "shop.db", "corrupt");
            SnapshotId damaged = shop.create().snapshot();
            DrillReport bad = run(shop, request(new DrillSource.Latest(), UNLIMITED));
            assertEquals(ExitCode.CHECK_NOT_MET, bad.exitCode());
            assertEquals(
                    List.of(Optional.of("row 1 missing from index")),
                    bad.failures().stream().map(DrillCheck::failure).toList());
            assertTrue(shop.journal().isKnownToBeBad(damaged));
            DrillReport next = run(shop, request(ANY, UNLIMITED));
            assertTrue(next.source().contains(good.value()), next.source());
            assertEquals(
                    List.of(DrillHistory.Outcome.PASSED, DrillHistory.Outcome.FAILED),
                    outcomes(shop));
            DrillReport named = run(shop, request(new DrillSource.Named(damaged), UNLIMITED));
            assertEquals(ExitCode.CHECK_NOT_MET, named.exitCode());
        }
    }

    @Test
    void anEmptyOneFailsUnlessThatIsAccepted() {
        try (Shop shop = shop()) {
            shop.disks().write(shop.volume().value(), "shop.db", "empty");
            shop.create();
            DrillRequest plain = request(new DrillSource.Latest(), UNLIMITED);
            DrillReport empty = run(shop, plain);
            assertEquals(ExitCode.CHECK_NOT_MET, empty.exitCode());
            assertEquals(
                    List.of(Optional.of("shop.db has no tables (--allow-empty accepts that)")),
                    empty.failures().stream().map(DrillCheck::failure).toList());
            DrillReport accepted =
                    run(
                            shop,
                            new DrillRequest(
                                    plain.app(),
                                    plain.volume(),
                                    plain.source(),
                                    plain.regions(),
                                    new Checks(CheckDepth.QUICK, List.of(), Optional.of(true)),
                                    false,
                                    plain.budgets(),
                                    plain.verifierImage(),
                                    plain.timeout()));
            assertTrue(accepted.passed(), accepted.failures().toString());
        }
    }

    @Test
    void anOldBackupFailsItsBudgetWhateverSnapshotIsTaken() {
        try (Shop shop = shop()) {
            shop.create();
            shop.sim().sleeper().sleep(Duration.ofHours(40));
            DrillReport report = run(shop, request(ANY, budgets("PT1H", "PT26H")));
            assertEquals(
                    List.of("newest data at most 26 h old"),
                    report.failures().stream().map(DrillCheck::name).toList());
            assertTrue(report.rpo().orElseThrow().age().toHours() >= 40);
            shop.create();
            DrillReport later = run(shop, request(ANY, budgets("PT1H", "PT26H")));
            assertTrue(later.passed(), "a restore would take the newest: " + later.failures());
            assertFalse(later.source().equals(later.rpo().orElseThrow().basis()));
        }
    }

    @Test
    void aSlowRestoreFailsItsBudgetAndAnImpossibleOneWasNotRun() {
        try (Shop shop = shop()) {
            shop.create();
            shop.verifyFor(Duration.ofMinutes(15));
            DrillReport report = run(shop, request(ANY, budgets("PT10M", "PT1H")));
            assertEquals(
                    List.of("restored and verified within 10 min"),
                    report.failures().stream().map(DrillCheck::name).toList());
            assertTrue(report.took(DrillStep.Phase.CHECK).toMinutes() >= 15);
            WorldView before = shop.settledView();
            shop.fill(new Region("ams"));
            Problem problem = problemOf(() -> run(shop, request(ANY, UNLIMITED)));
            assertFalse(DrillProblems.isFailure(problem), problem.toString());
            assertEquals(before.app("shop").volumes(), shop.settledView().app("shop").volumes());
            assertEquals(
                    List.of(DrillHistory.Outcome.NOT_RUN, DrillHistory.Outcome.FAILED),
                    outcomes(shop));
        }
    }

    private static Problem problemOf(Runnable drill) {
        return assertThrows(FlysnapException.class, drill::run).problem();
    }

    @Test
    void whereNothingIsThereItWasNotRunAndWhereAllIsBadItFailed() {
        try (Shop shop = shop()) {
            assertEquals(
                    "no-finished-snapshot",
                    problemOf(() -> run(shop, request(ANY, UNLIMITED))).code());
            shop.create();
            shop.sim().sleeper().sleep(Duration.ofDays(2));
            Problem old =
                    problemOf(() ->
                            run(
                                    shop,
                                    request(
                                            new DrillSource.RandomWithin(Duration.ofDays(1)),
                                            UNLIMITED)));
            assertEquals("no-snapshot-to-drill", old.code());
            assertEquals(ExitCode.FAILED, old.exit());
            shop.disks().write(shop.volume().value(), "shop.db", "corrupt");
            try (Shop other = shop()) {
                other.disks().write(other.volume().value(), "shop.db", "corrupt");
                other.create();
                assertFalse(run(other, request(ANY, UNLIMITED)).passed());
                Problem bad =
                        problemOf(() -> run(other, request(new DrillSource.Latest(), UNLIMITED)));
                assertEquals("all-snapshots-known-bad", bad.code());
                assertTrue(DrillProblems.isFailure(bad), "there is nothing good to restore");
            }
        }
    }

    @Test
    void aNewSnapshotIsTakenFirstAndTheNewestRowTellsItsAge() {
        try (Shop shop = shop()) {
            shop.imageHas("@sqlite3 3.40.1\n@done");
            DrillRequest.Budgets bySql =
                    new DrillRequest.Budgets(
                            Optional.empty(),
                            Optional.of(Duration.ofDays(1)),
                            Optional.of(Expectation.parse("SELECT max(at) FROM o", "!=", "null")));
            DrillReport report =
                    run(
                            shop,
                            request(
                                    new DrillSource.New(Shop.createRequest(HoldUntil.QUIESCED)),
                                    bySql));
            assertEquals(
                    List.of(RunKind.DRILL, RunKind.CREATE),
                    shop.journal().runs().stream().map(it -> it.kind()).toList());
            // The shop answers each query with 12: seconds after the beginning of 1970.
            assertEquals(
                    Duration.between(Instant.ofEpochSecond(12), report.at()),
                    report.rpo().orElseThrow().age());
            assertEquals(
                    List.of("newest data at most 24 h old"),
                    report.failures().stream().map(DrillCheck::name).toList());
        }
    }

    @Test
    void theRegionsTakeTurnsAndStandInForEachOther() {
        try (Shop shop = shop()) {
            shop.create();
            DrillRequest plain = request(ANY, UNLIMITED);
            DrillRequest inTurn =
                    new DrillRequest(
                            plain.app(),
                            plain.volume(),
                            plain.source(),
                            List.of(new Region("ams"), Shop.FRA),
                            plain.checks(),
                            false,
                            plain.budgets(),
                            plain.verifierImage(),
                            plain.timeout());
            assertEquals(new Region("ams"), run(shop, inTurn).region());
            assertEquals(Shop.FRA, run(shop, inTurn).region());
            assertEquals(new Region("ams"), run(shop, inTurn).region());
            shop.fill(Shop.FRA);
            assertEquals(new Region("ams"), run(shop, inTurn).region());
        }
    }

    @Test
    void inFlysnapsOwnAppNothingIsMadeInTheAppAndItIsOneOfItsDrills() {
        try (Shop shop = shop();
                FlyApi both = shop.connect(Shop.DEPLOY_TOKEN + "," + Shop.STAGING_TOKEN)) {
            shop.create();
            WorldView before = shop.settledView();
            Drill there =
                    drill(
                            shop,
                            new RunContext(
                                    both,
                                    shop.journal(),
                                    shop.sim().sleeper(),
                                    shop.sim().clock(),
                                    _ -> {},
                                    shop.cut()));
            DrillReport report = run(there, inApp(Shop.STAGING));
            assertTrue(report.passed(), report.failures().toString());
            assertEquals(Shop.APP, report.app());
            assertEquals(Shop.STAGING, shop.journal().run(report.run()).orElseThrow().app());
            assertEquals(before, shop.settledView());
            DrillHistory history = new DrillHistory(shop.journal());
            assertEquals(1, history.newest(Shop.APP, Optional.of(Shop.STAGING), 10).size());
            assertTrue(history.newestEnd(Shop.APP, Optional.of(Shop.STAGING)).isPresent());

            shop.cut().arm(60);
            assertThrows(PowerCut.Dark.class, () -> run(there, inApp(Shop.STAGING)));
            shop.cut().disarm();
            shop.sim().sleeper().sleep(Duration.ofMinutes(2));
            assertTrue(run(there, inApp(Shop.STAGING)).passed());
            assertEquals(before, shop.settledView(), "what the killed one left there is gone");

            DrillReport here = run(shop, inApp(Shop.STAGING));
            assertTrue(here.passed(), "the token is for the app itself only");
            assertEquals(Shop.APP, shop.journal().run(here.run()).orElseThrow().app());
        }
    }

    private static DrillRequest startingTheApp() {
        return request(
                ANY,
                new DrillRequest.Budgets(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        true));
    }

    private static List<DrillCheck> ofTheApp(DrillReport report) {
        return report.checks().stream().filter(it -> it.group().equals("app")).toList();
    }

    @Test
    void theAppIsStartedOnlyOnRequestAndHasToComeUp() {
        try (Shop shop = shop()) {
            shop.create();
            WorldView before = shop.settledView();
            assertEquals(List.of(), ofTheApp(run(shop, request(ANY, UNLIMITED))));
            DrillReport good = run(shop, startingTheApp());
            assertTrue(good.passed(), good.failures().toString());
            assertEquals(1, ofTheApp(good).size());
            assertTrue(good.took(DrillStep.Phase.APP).isPositive());
            assertEquals(before, shop.settledView());
            shop.script("shop-app", Script.exits(1));
            DrillReport bad = run(shop, startingTheApp());
            assertEquals(ExitCode.CHECK_NOT_MET, bad.exitCode());
            assertTrue(
                    ofTheApp(bad).getFirst().failure().orElseThrow().contains("ended"),
                    bad.failures().toString());
            assertEquals(before, shop.settledView());
        }
    }

    /** Its own Litestream would write the restored data into the replica of the live app. */
    @Test
    void anAppThatReplicatesIsNotStartedOnTheRestoredData() {
        try (Shop shop = shop()) {
            shop.create();
            WorldView before = shop.settledView();
            shop.runsLitestream(
                    """
                    @litestream_runs yes
                    @replicated /data/shop.db
                    @replica_at s3://backups/shop
                    """);
            FlysnapException e =
                    assertThrows(FlysnapException.class, () -> run(shop, startingTheApp()));
            assertEquals("drill-would-replicate", e.problem().code());
            assertTrue(e.problem().why().contains("/data/shop.db to s3://backups/shop"));
            assertEquals(before, shop.settledView());
            assertTrue(run(shop, request(ANY, UNLIMITED)).passed());
        }
    }

    @Test
    void anAppThatAKilledDrillHasLeftRunningIsRemovedAfterADay() {
        try (Shop shop = shop()) {
            WorldView before = shop.settledView();
            RunId run = shop.nextRun();
            Volume volume =
                    shop.fly()
                            .volumes()
                            .create(
                                    Shop.APP,
                                    CreateVolume.withDefaults(
                                            VolumeNames.ofTrial(run),
                                            Shop.AMS,
                                            1,
                                            Optional.empty()));
            Json.Obj app =
                    shop.fly().machines().get(Shop.APP, shop.machine()).config().orElseThrow();
            Json.Obj config = MachineConfigs.mounting(TrialApp.config(run, app), volume.id());
            assertTrue(config.objects("services").isEmpty());
            Machine left =
                    shop.fly()
                            .machines()
                            .create(
                                    Shop.APP,
                                    new CreateMachine("left", Shop.AMS, config, false, true));
            Drill next = drill(shop, shop.bench(shop.cut()));
            shop.sim().sleeper().sleep(Duration.ofHours(23));
            var _ = next.sweep(Shop.APP);
            assertEquals(
                    MachineState.STARTED, shop.fly().machines().get(Shop.APP, left.id()).state());
            shop.sim().sleeper().sleep(Duration.ofHours(2));
            var _ = next.sweep(Shop.APP);
            assertEquals(before.app("shop").machines(), shop.settledView().app("shop").machines());
            assertEquals(before.app("shop").volumes(), shop.settledView().app("shop").volumes());
        }
    }

    @Test
    void aDrillThatWasCutAnywhereIsSweptByTheNextOne() {
        int points = 0;
        boolean wasCut = true;
        for (int point = 1; wasCut; point += Points.apart(11)) {
            try (Shop shop = shop()) {
                shop.create();
                WorldView before = shop.settledView();
                shop.cut().arm(point);
                try {
                    var _ = run(shop, request(ANY, UNLIMITED));
                    wasCut = false;
                } catch (PowerCut.Dark dark) {
                    points++;
                }
                shop.cut().disarm();
                shop.sim().sleeper().sleep(Duration.ofMinutes(2));
                DrillReport report = run(shop, request(ANY, UNLIMITED));
                assertTrue(report.passed());
                assertEquals(before, shop.settledView(), "after a cut at point " + point);
                assertTrue(
                        shop.journal().runs().stream()
                                .noneMatch(it -> shop.journal().status(it.id()) == RunStatus.OPEN),
                        "after a cut at point " + point);
            }
        }
        assertTrue(points > 5, points + " points were cut");
    }

    @Test
    void whatAKilledJobLeftIsSweptWithoutItsJournalWhenItsMachineHasEnded() {
        try (Shop shop = shop()) {
            shop.create();
            WorldView before = shop.settledView();
            Drill killed = drill(shop, shop.bench(shop.cut()));
            RestorePlan plan = killed.plan(request(ANY, UNLIMITED));
            // After the machine was made and before its verdict was read.
            shop.verifyFor(Duration.ofDays(3));
            shop.cut().arm(60);
            assertThrows(PowerCut.Dark.class, () -> killed.run(plan));
            shop.cut().disarm();
            assertEquals(2, living(shop.fly()).size());
            try (Journal fresh =
                    Journal.open(state.resolve("fresh"), ApiIdentity.FLY_IO, shop.sim().clock())) {
                RunContext elsewhere =
                        new RunContext(
                                shop.fly(),
                                fresh,
                                shop.sim().sleeper(),
                                shop.sim().clock(),
                                _ -> {},
                                CutPoint.NONE);
                shop.sim().sleeper().sleep(Duration.ofHours(2));
                var _ = drill(shop, elsewhere).sweep(Shop.APP);
                assertEquals(2, living(shop.fly()).size(), "somebody may be waiting for it");
                Machine left =
                        living(shop.fly()).stream()
                                .filter(it -> !it.id().equals(shop.machine()))
                                .findFirst()
                                .orElseThrow();
                shop.sim().sleeper().sleep(Duration.ofHours(23));
                var _ = drill(shop, elsewhere).sweep(Shop.APP);
                assertEquals(2, living(shop.fly()).size(), "it still works");
                shop.fly().machines().stop(Shop.APP, left.id(), Optional.empty());
                shop.sim().sleeper().sleep(Duration.ofMinutes(1));
                var _ = drill(shop, elsewhere).sweep(Shop.APP);
                assertEquals(before, shop.settledView());
            }
        }
    }

    private static List<Machine> living(FlyApi fly) {
        return fly.machines().list(Shop.APP).stream().filter(it -> !it.state().isDead()).toList();
    }
}
