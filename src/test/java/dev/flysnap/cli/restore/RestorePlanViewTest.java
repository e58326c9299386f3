package dev.flysnap.cli.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.cli.view.View;
import dev.flysnap.fly.FlyApi;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.MoveRequest;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.request.RestoreRequest.Destination;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.restore.verify.Verdict;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.sqlite.check.Expectation;
import dev.flysnap.story.Shop;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a restore says before and after, as text and as JSON. */
class RestorePlanViewTest {
    @TempDir private Path state;
    private Shop shop;

    @BeforeEach
    void aSnapshotThreeHoursAgo() {
        shop = new Shop(state, Switches.DEFAULTS);
        var _ = shop.create();
        shop.sim().sleeper().sleep(Duration.ofHours(3));
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void thePlanSaysWhatIsMadeWhatIsLostAndWhatStays() {
        shop.fill(Shop.CDG);
        RestorePlan plan =
                plan(
                        Shop.request(true)
                                .toRegions(Shop.CDG, Shop.FRA)
                                .checks(
                                        new Checks(
                                                CheckDepth.FULL,
                                                List.of(
                                                        Expectation.parse(
                                                                "SELECT count(*) FROM orders",
                                                                ">=",
                                                                "10"))))
                                .build());
        String text = new RestorePlanView(plan, now()).text();
        for (String part :
                List.of(
                        plan.snapshot().orElseThrow().value(),
                        "grade synced",
                        "3 h ago",
                        "in the last 3 h",
                        "1 GB, cdg, encrypted, snapshots kept 14 days",
                        "else in   fra",
                        "none in cdg; there is in fra",
                        "config of the machine that is there",
                        Shop.IMAGE + " (the one that runs now, as then)",
                        "verified  full",
                        "SELECT count(*) FROM orders >= 10",
                        "old machine " + shop.machine() + " (ams) is cordoned",
                        "without service for about 15 s (a guess",
                        "untouched every volume and snapshot that is there; the old machine stays")) {
            assertTrue(text.contains(part), part + " is missing in\n" + text);
        }
        Json.Obj json = planJson(plan);
        assertEquals(
                Optional.of(15_000L), json.number("without_service_expected_ms"), json.toString());
        assertEquals(List.of(new Json.Str("cdg"), new Json.Str("fra")), json.array("regions"));
        assertEquals(Optional.of(shop.machine().value()), json.text("replaces_machine"));
        assertEquals(
                Optional.of(3L),
                json.number("age_seconds").map(Duration::ofSeconds).map(Duration::toHours));
        assertTrue(json.text("lost").orElseThrow().contains("in the last 3 h"), json.toString());
        assertTrue(
                json.text("untouched").orElseThrow().startsWith("every volume and snapshot"),
                json.toString());
        assertTrue(
                json.text("compared")
                        .orElseThrow()
                        .contains("another user_version or schema is only reported"),
                json.toString());
        assertTrue(text.contains("compared  the receipt's databases"), text);
    }

    @Test
    void whatAnotherAppHasNowIsLostToItsUsersWhereItsMachineGivesWay() {
        try (FlyApi fly = shop.connect(Shop.DEPLOY_TOKEN + "," + Shop.STAGING_TOKEN)) {
            Restore restore = new Restore(shop.bench(fly));
            RestorePlan first = restore.plan(shop.nextRun(), toStaging(Goal.CUTOVER));
            assertEquals("nothing: shop is not changed", lost(first));
            MachineId giving = restore.run(first).machine().orElseThrow();
            RestorePlan second = restore.plan(shop.nextRun(), toStaging(Goal.CUTOVER));
            assertEquals(
                    "all current data of shop-staging: it stays on the old volume, and machine %s is stopped; shop is not changed"
                            .formatted(giving),
                    lost(second));
            assertTrue(
                    new RestorePlanView(second, now())
                            .text()
                            .contains("  lost      all current data"));
            assertEquals(
                    "nothing: shop is not changed",
                    lost(restore.plan(shop.nextRun(), toStaging(Goal.VERIFIED))));
        }
    }

    private String lost(RestorePlan plan) {
        return planJson(plan).text("lost").orElseThrow();
    }

    private static RestoreRequest toStaging(Goal goal) {
        return Shop.request(false)
                .goal(goal)
                .to(new Destination(Optional.of(Shop.STAGING), List.of(Shop.FRA), Optional.empty()))
                .build();
    }

    @Test
    void whatWasHeldIsComparedToTheSchema() {
        var _ = shop.create(HoldUntil.CREATED);
        String text = new RestorePlanView(plan(Shop.restoreRequest(true)), now()).text();
        assertTrue(text.contains("user_version and schema have to be as in the receipt"), text);
    }

    @Test
    void aMovesPlanNamesTheTimeWithoutService() {
        RestorePlan first = shop.movePlan(shop.nextRun());
        String text = RestorePlanView.of(first).text();
        assertTrue(text.contains("down      about 3 min (a guess"), text);
        Duration real = shop.restore().run(first).withoutService().orElseThrow();
        var _ = shop.restore().finish(shop.journal().run(first.run()).orElseThrow());
        RestorePlan again = shop.movePlan(shop.nextRun());
        assertEquals(real, again.grounds().withoutService().orElseThrow().about());
        assertTrue(RestorePlanView.of(again).text().contains("as the last move took"));
        Json.Obj json = planJson(again);
        assertEquals(Optional.of(real.toMillis()), json.number("without_service_expected_ms"));
        assertTrue(json.text("lost").orElseThrow().startsWith("nothing"), json.toString());
    }

    @Test
    void aMovesPlanSaysOfVolumeRoomAndQueriesWhatARestoresDoes() {
        shop.fill(Shop.CDG);
        RestorePlan plan =
                shop.restore(CutPoint.NONE)
                        .plan(
                                shop.nextRun(),
                                shop.nextRun(),
                                new MoveRequest(
                                        Shop.APP,
                                        Optional.empty(),
                                        List.of(Shop.CDG, Shop.FRA),
                                        true,
                                        Optional.of(3),
                                        Optional.empty(),
                                        new Checks(
                                                CheckDepth.QUICK,
                                                List.of(
                                                        Expectation.parse(
                                                                "SELECT count(*) FROM orders",
                                                                ">=",
                                                                "10"))),
                                        Duration.ofMinutes(10)));
        String text = RestorePlanView.of(plan).text();
        for (String part :
                List.of(
                        "3 GB (the old one has 1, more was asked for), cdg, encrypted, snapshots kept 14 days",
                        "else in   fra",
                        "room      Fly says that there is none in cdg; there is in fra",
                        "expected  SELECT count(*) FROM orders >= 10")) {
            assertTrue(text.contains(part), part + " is missing in\n" + text);
        }
    }

    @Test
    void anUnfencedCutoversPlanNamesTheTimeWithoutServiceToo() {
        shop.setHostDead(shop.machine().value(), true);
        String text = new RestorePlanView(plan(Shop.unfencedRequest()), now()).text();
        assertTrue(
                text.contains(
                        "may go on writing;\n            without service for about 15 s (a guess"),
                text);
    }

    @Test
    void theEndSaysHowLongItTookWhatItCostsAndWhichLineToEdit() {
        RestorePlan plan = plan(Shop.restoreRequest(true));
        RestoreReport report = shop.restore(CutPoint.NONE).run(plan);
        RestoreView text = new RestoreView(report, now());
        String done = text.text();
        for (String part :
                List.of(
                        "without service for ",
                        "primary_region = \"fra\"",
                        "costs     a month: new volume $0.15, old volume $0.15, old machine",
                        "flysnap undo " + plan.run())) {
            assertTrue(done.contains(part), part + " is missing in\n" + done);
        }
        Json.Obj json = text.json();
        assertTrue(json.number("without_service_ms").isPresent());
        assertEquals(Optional.of("fra"), json.text("set_primary_region"));
        assertEquals(Optional.of(shop.machine().value()), json.text("kept_machine"));
        assertEquals(Optional.of(shop.volume().value()), json.text("kept_volume"));
        assertEquals(Optional.of("flysnap undo " + plan.run()), json.text("undo"));
        assertEquals(Optional.of("flysnap finish " + plan.run()), json.text("finish"));
        assertEquals(Optional.empty(), json.text("continue"));
        assertEquals(
                Optional.of(
                        JsonText.parseObject(
                                """
                                {"new_volume":0.15,"old_volume":0.15,"old_machine_per_gb_of_its_root":0.15,
                                 "prices_of":"2026-08-01"}\
                                """)),
                json.object("dollars_a_month"));
        assertEquals(
                Optional.of(14L),
                planJson(plan)
                        .object("new_volume")
                        .flatMap(it -> it.number("snapshot_retention_days")));
        Duration real = report.withoutService().orElseThrow();
        assertEquals(
                real,
                plan(Shop.restoreRequest(true)).grounds().withoutService().orElseThrow().about(),
                "the next plan expects what the last cutover took");
    }

    @Test
    void whatWaitsForItsCutoverSaysAsJsonHowToGoOn() {
        RestorePlan plan = plan(Shop.restoreRequest(false));
        Json.Obj json = new RestoreView(shop.restore(CutPoint.NONE).run(plan), now()).json();
        assertEquals(
                Optional.of("flysnap continue " + plan.run() + " --cutover"),
                json.text("continue"));
        assertEquals(Optional.empty(), json.text("finish"));
        assertEquals(Optional.empty(), json.text("kept_machine"));
        assertEquals(Optional.empty(), json.text("set_primary_region"), "the app is where it was");
    }

    @Test
    void noRegionLineWhereTheAppStaysWhereItIs() {
        RestorePlan plan = plan(Shop.request(true).toRegions(Shop.AMS).build());
        String done = new RestoreView(shop.restore(CutPoint.NONE).run(plan)).text();
        assertFalse(done.contains("primary_region"), done);
    }

    @Test
    void aVolumeOnlyIsSaidToBeUnverifiedAndHowToMountIt() {
        RestorePlan plan = plan(Shop.request(false).goal(Goal.VOLUME).build());
        assertTrue(new RestorePlanView(plan, now()).text().contains("not verified"));
        RestoreReport report = shop.restore(CutPoint.NONE).run(plan);
        String done = new RestoreView(report).text();
        assertTrue(done.contains("--volume " + report.volume()), done);
        assertFalse(done.contains("machine   "), done);
    }

    @Test
    void aPlanThatIsNotCarriedOutNamesNoRun() {
        RestorePlan restore = plan(Shop.restoreRequest(true));
        RestorePlan move = shop.movePlan(shop.nextRun());
        for (RestorePlan plan : List.of(restore, move)) {
            View preview = RestorePlanView.preview(plan);
            String all = preview.text() + JsonText.print(preview.json());
            String digits = plan.run().value().substring("run_".length());
            assertFalse(all.contains(digits), all);
            assertTrue(preview.text().startsWith("Plan:"), all);
            assertTrue(RestorePlanView.of(plan).text().contains(plan.run().value()));
        }
    }

    @Test
    void whatNobodyCheckedIsNotCalledVerified() {
        Checks none = new Checks(CheckDepth.NONE, List.of());
        RestorePlan plan = plan(Shop.request(false).checks(none).build());
        String before = new RestorePlanView(plan, now()).text();
        assertTrue(before.contains("verified  no: the databases are only read"), before);
        RestoreReport report = shop.restore(CutPoint.NONE).run(plan);
        String verified = new RestoreView(report).text();
        assertTrue(verified.contains("verified  shop.db (6 B, quick_check, 1 table)"), verified);
        Verdict.Found read =
                new Verdict.Found(
                        "app.db",
                        8192,
                        CheckDepth.NONE.checkName(),
                        2,
                        0,
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.of(1),
                        Optional.empty());
        RestoreReport unchecked =
                new RestoreReport(
                        report.plan(),
                        report.volume(),
                        report.region(),
                        report.machine(),
                        Optional.of(new Verdict(List.of(read), Optional.empty(), List.of())),
                        report.old(),
                        report.refused(),
                        report.raisedGb(),
                        report.withoutService(),
                        report.finished());
        String done = new RestoreView(unchecked).text();
        assertTrue(
                done.contains("verified  no (--verify none), only read: app.db (8 kB, 1 table)"),
                done);
    }

    @Test
    void nothingOfTheConfigsSecretsIsPrinted() {
        RestorePlan plan = plan(Shop.restoreRequest(true));
        String env = "\"A\"";
        assertTrue(JsonText.print(plan.machine().appConfig()).contains(env), "the config has them");
        String all =
                new RestorePlanView(plan, now()).text()
                        + JsonText.print(planJson(plan))
                        + plan
                        + plan.grounds()
                        + new RestoreView(shop.restore(CutPoint.NONE).run(plan)).text();
        assertFalse(all.contains("x_unknown") || all.contains(env), all);
    }

    private Instant now() {
        return shop.sim().clock().instant();
    }

    private RestorePlan plan(RestoreRequest request) {
        return shop.restore(CutPoint.NONE).plan(shop.nextRun(), request);
    }

    private Json.Obj planJson(RestorePlan plan) {
        return (Json.Obj) new RestorePlanView(plan, now()).json();
    }
}
