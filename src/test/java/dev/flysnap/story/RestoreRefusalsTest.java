package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import dev.flysnap.cli.restore.RestoreView;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.Json;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RegionRefusal;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.fault.Fault;
import dev.flysnap.sim.settings.Switches;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Fly refuses to make is tried in another way where there is one, and nothing is left behind.
 */
class RestoreRefusalsTest {
    private static final String ODD = "{\"error\":\"nothing is made there today\"}";
    private static final int MOST_POINTS = 1000;

    private static final int APART = Points.apart(12);

    @TempDir private Path states;
    private final List<String> told = new ArrayList<>();
    private int shops;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "volumes.create=status:400:{\"error\":\"no capacity\"}",
                "volumes.create=status:409:{\"error\":\"aborted: could not reserve resource for machine: insufficient memory available\"}",
                "volumes.create=status:403:{\"error\":\"organization shop is using 4096 MB of memory in cdg which is over the allowed quota. please consider other regions\"}",
                "volumes.create=status:412:{\"error\":\"no\",\"status\":\"insufficient_capacity\"}",
                "volumes.create=status:400:" + ODD,
                "volumes.create=status:409:" + ODD,
                "machines.create=status:412:{\"error\":\"insufficient resources to create new machine with existing volume\"}",
                "machines.create=status:403:{\"error\":\"organization shop is using 4096 MB of memory in cdg which is over the allowed quota. please consider other regions\"}",
                "machines.create=status:400:" + ODD
            })
    void aRefusalOfOneRegionIsToldAndTheNextOneTried(String fault) {
        try (Shop shop = shopWithSnapshot(Switches.DEFAULTS)) {
            shop.sim().faults().queue(Fault.parse(fault));
            RestoreReport report = restore(shop, to(Shop.CDG, Shop.FRA));
            assertEquals(Shop.FRA, report.region());
            assertEquals(
                    List.of(Shop.CDG),
                    report.refused().stream().map(RegionRefusal::region).toList());
            assertTrue(
                    told.stream().anyMatch(it -> it.contains("in cdg: Fly said")), told::toString);
            assertTrue(new RestoreView(report).text().contains("in cdg: Fly said"));
            assertVolumesIn(shop, Shop.AMS, Shop.FRA);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "volumes.create=status:401:{\"error\":\"unauthorized\"}",
                "volumes.create=status:403:{\"error\":\"forbidden\"}",
                "volumes.create=status:404:{\"error\":\"snapshot not found\"}",
                "volumes.create=status:400:{\"error\":\"snapshot vs_abcdef not found\"}",
                "volumes.create=status:422:{\"error\":\"the guest is odd\"}",
                "volumes.create=status:400:{\"error\":\"invalid_argument: the name\"}",
                "machines.create=status:422:{\"error\":\"invalid config\"}",
                "machines.create=status:401:{\"error\":\"unauthorized\"}"
            })
    void whatEveryRegionWouldRefuseIsNotTriedElsewhere(String fault) {
        try (Shop shop = shopWithSnapshot(Switches.DEFAULTS)) {
            WorldView before = shop.sim().view();
            shop.sim().faults().queue(Fault.parse(fault));
            Problem problem = failure(shop, to(Shop.CDG, Shop.FRA));
            assertFalse(problem.code().equals("no-capacity"), problem.code());
            assertTrue(told.stream().noneMatch(it -> it.contains("in fra")), told::toString);
            assertEquals(before, shop.settledView());
        }
    }

    @Test
    void whenEveryRegionRefusesEachIsNamedWithItsReason() {
        try (Shop shop = shopWithSnapshot(Switches.DEFAULTS)) {
            WorldView before = shop.sim().view();
            shop.sim().faults().queue(Fault.parse("volumes.create=status:400:" + ODD));
            shop.sim().faults().queue(Fault.parse("machines.create=status:400:" + ODD));
            Problem problem = failure(shop, to(Shop.CDG, Shop.FRA));
            assertEquals("fly-refused", problem.code());
            assertEquals(
                    "No region is left to try: the volume was refused in cdg, the machine was refused in fra.",
                    problem.what());
            assertTrue(problem.why().contains("nothing is made there today"), problem.why());
            assertTrue(problem.next().contains("--to-region"), problem.next());
            assertEquals(before, shop.settledView());
        }
    }

    @Test
    void aQuotaOfTheWholeOrganisationIsToldFromOneOfARegion() {
        String organisation = "{\"error\":\"organization is over its volume quota\"}";
        try (Shop shop = shopWithSnapshot(Switches.DEFAULTS)) {
            shop.sim().faults().queue(Fault.parse("volumes.create=status:403:" + organisation));
            Problem problem = failure(shop, to(Shop.FRA));
            assertEquals("quota-reached", problem.code());
            assertFalse(problem.next().contains("--to-region"), problem.next());
        }
        try (Shop shop = shopWithSnapshot(Switches.DEFAULTS.with("no-capacity", "quota-403"))) {
            shop.fill(Shop.FRA);
            Problem problem = failure(shop, to(Shop.FRA));
            assertEquals("quota-reached", problem.code());
            assertTrue(problem.next().contains("--to-region"), problem.next());
        }
    }

    @Test
    void aVolumeThatFlyDoesNotFindIsReplacedOnce() {
        try (Shop shop = shopWithSnapshot(withSwitch("restored-volume", "first-not-found"))) {
            RestoreReport report = restore(shop, to(Shop.FRA));
            assertEquals(Shop.FRA, report.region());
            assertTrue(
                    told.stream().anyMatch(it -> it.contains("does not find the new volume")),
                    told::toString);
            assertVolumesIn(shop, Shop.AMS, Shop.FRA);
        }
    }

    @Test
    void whereASecondVolumeIsNotFoundTheNextRegionIsTried() {
        String notFound = "machines.create=status:400:{\"error\":\"volume not found\"}";
        try (Shop shop = shopWithSnapshot(Switches.DEFAULTS)) {
            shop.sim().faults().queue(Fault.parse(notFound));
            shop.sim().faults().queue(Fault.parse(notFound));
            RestoreReport report = restore(shop, to(Shop.CDG, Shop.FRA));
            assertEquals(Shop.FRA, report.region());
            assertEquals(RegionRefusal.What.MACHINE, report.refused().getFirst().what());
            assertVolumesIn(shop, Shop.AMS, Shop.FRA);
        }
        try (Shop shop = shopWithSnapshot(Switches.DEFAULTS)) {
            WorldView before = shop.sim().view();
            shop.sim().faults().queue(Fault.parse(notFound));
            shop.sim().faults().queue(Fault.parse(notFound));
            Problem problem = failure(shop, to(Shop.CDG));
            assertEquals("fly-refused", problem.code());
            assertTrue(problem.why().contains("volume not found"), problem.why());
            assertEquals(before, shop.settledView());
        }
    }

    @Test
    void aVolumeThatIsTooSmallForTheSnapshotIsMadeAsLargeAsFlySays() {
        try (Shop shop = shopWithSnapshot(withSwitch("restored-size", "one-gb-more"))) {
            RestoreReport report = restore(shop, to(Shop.FRA));
            assertEquals(2, shop.fly().volumes().get(Shop.APP, report.volume()).sizeGb());
            assertEquals(Optional.of(2), report.raisedGb());
            assertTrue(
                    told.stream().anyMatch(it -> it.contains("volume of 2 GB, not of 1")),
                    told::toString);
            RestoreView view = new RestoreView(report);
            assertTrue(view.text().contains("size      2 GB"), view.text());
            assertEquals(Optional.of(new Json.Num("2")), view.json().get("raised_size_gb"));
            assertVolumesIn(shop, Shop.AMS, Shop.FRA);
        }
    }

    @Test
    void aSizeThatFlyRefusesAgainEndsTheRun() {
        String elevenGb =
                "volumes.create=status:400:{\"error\":\"volume size (10 GiB) is smaller than the snapshot size (11 GiB)\"}";
        try (Shop shop = shopWithSnapshot(Switches.DEFAULTS)) {
            WorldView before = shop.sim().view();
            shop.sim().faults().queue(Fault.parse(elevenGb));
            shop.sim().faults().queue(Fault.parse(elevenGb));
            Problem problem = failure(shop, to(Shop.CDG, Shop.FRA));
            assertEquals("fly-refused", problem.code());
            assertTrue(problem.what().contains("of 11 GB in cdg"), problem.what());
            assertEquals(before, shop.settledView());
        }
    }

    /** Too small, not found, no room on the host: all in one run. */
    @Test
    void aRunThatWasCutAnywhereBetweenRefusalsEndsAsWithoutTheCut() {
        WorldView undisturbed;
        try (Shop shop = shopOfRefusals()) {
            var _ = restore(shop, to(Shop.CDG, Shop.FRA));
            undisturbed = shop.settledView();
            assertEquals(2, undisturbed.app("shop").volumes().size());
        }
        int points = 0;
        for (int point = 1; point < MOST_POINTS; point += APART) {
            try (Shop shop = shopOfRefusals()) {
                Optional<RunId> run = cutAt(shop, point);
                if (run.isEmpty()) {
                    break;
                }
                if (shop.journal().run(run.get()).isPresent()) {
                    points++;
                    var _ =
                            shop.restore()
                                    .continueRun(
                                            shop.journal().run(run.get()).orElseThrow(),
                                            Optional.of(Goal.CUTOVER));
                    assertEquals(undisturbed, shop.settledView(), "after a cut at point " + point);
                    assertEquals(RunStatus.DONE, shop.journal().status(run.get()));
                }
            }
        }
        System.out.println("restore with refusals, continued: " + points + " points cut");
        assertTrue(points > 100 / APART, points + " points were cut");
    }

    @Test
    void aRunThatWasCutAnywhereBetweenRefusalsCanBeUndone() {
        int points = 0;
        for (int point = 1; point < MOST_POINTS; point += APART) {
            try (Shop shop = shopOfRefusals()) {
                WorldView before = shop.sim().view();
                Optional<RunId> run = cutAt(shop, point);
                if (run.isEmpty() || isCommitted(shop, run.get())) {
                    break;
                }
                if (shop.journal().run(run.get()).isPresent()) {
                    points++;
                    shop.restore().undo(shop.journal().run(run.get()).orElseThrow());
                    assertEquals(before, shop.settledView(), "after a cut at point " + point);
                }
            }
        }
        System.out.println("restore with refusals, undone: " + points + " points cut");
        assertTrue(points > 50 / APART, points + " points were cut");
    }

    private static boolean isCommitted(Shop shop, RunId run) {
        return shop.journal().events(run).toString().contains("commit");
    }

    private Shop shopOfRefusals() {
        Shop shop =
                shopWithSnapshot(
                        Switches.DEFAULTS
                                .with("restored-size", "one-gb-more")
                                .with("restored-volume", "first-not-found")
                                .with("no-capacity", "host-412"));
        shop.fill(Shop.CDG);
        return shop;
    }

    /** Empty where the run ended before that point. */
    private static Optional<RunId> cutAt(Shop shop, int point) {
        RunId run = shop.nextRun();
        shop.cut().arm(point);
        try {
            Restore restore = shop.restore();
            var _ = restore.run(restore.plan(run, to(Shop.CDG, Shop.FRA)));
            return Optional.empty();
        } catch (PowerCut.Dark cut) {
            return Optional.of(run);
        } finally {
            shop.cut().disarm();
        }
    }

    private Shop shopWithSnapshot(Switches switches) {
        shops++;
        Shop shop = new Shop(states.resolve("s" + shops), switches);
        var _ = shop.create();
        return shop;
    }

    private static Switches withSwitch(String name, String value) {
        return Switches.DEFAULTS.with(name, value);
    }

    private RestoreReport restore(Shop shop, RestoreRequest request) {
        Restore restore =
                new Restore(
                        new RunContext(
                                shop.fly(),
                                shop.journal(),
                                shop.sim().sleeper(),
                                shop.sim().clock(),
                                told::add,
                                CutPoint.NONE));
        return restore.run(restore.plan(shop.nextRun(), request));
    }

    private Problem failure(Shop shop, RestoreRequest request) {
        return assertThrows(FlysnapException.class, () -> restore(shop, request)).problem();
    }

    private static RestoreRequest to(Region... regions) {
        return Shop.request(true).toRegions(regions).build();
    }

    private static void assertVolumesIn(Shop shop, Region... regions) {
        assertEquals(
                List.of(regions),
                shop.fly().volumes().list(Shop.APP).stream()
                        .filter(it -> !it.state().isDead())
                        .map(Volume::region)
                        .toList(),
                "no volume is left behind");
    }
}
