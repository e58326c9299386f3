package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.resource.CapacityShortage;
import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RegionRefusal;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.request.RestoreRequest.Destination;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A list of regions is tried in its order, however Fly says that there is no room. */
class RestoreRegionsTest {
    private static final String NO_ROOM =
            "{\"error\":\"insufficient resources to create new machine with existing volume\",\"status\":\"insufficient_capacity\"}";

    @TempDir private Path state;

    @ParameterizedTest
    @ValueSource(strings = {"capacity-412", "memory-409", "quota-403"})
    void theFirstRegionWithRoomIsTaken(String answer) {
        try (Shop shop = new Shop(state, Switches.DEFAULTS.with("no-capacity", answer))) {
            shop.create();
            shop.fill(Shop.CDG, Shop.AMS);
            List<String> watched = new ArrayList<>();
            Restore restore = new Restore(watching(shop, watched));
            RestorePlan plan = restore.plan(shop.nextRun(), to(Shop.CDG, Shop.AMS, Shop.FRA));
            RestoreReport report = restore.run(plan);
            assertEquals(Shop.FRA, report.region());
            assertEquals(
                    Shop.FRA,
                    shop.fly().machines().get(Shop.APP, report.machine().orElseThrow()).region());
            assertEquals(
                    List.of(Shop.CDG, Shop.AMS),
                    report.refused().stream().map(RegionRefusal::region).toList());
            CapacityShortage shortage =
                    answer.equals("quota-403")
                            ? CapacityShortage.REGION_QUOTA
                            : CapacityShortage.ROOM;
            assertTrue(
                    report.refused().stream()
                            .allMatch(it -> it.shortage().equals(Optional.of(shortage))));
            assertTrue(
                    watched.stream().anyMatch(it -> it.contains("volume in cdg: Fly said")),
                    watched::toString);
            assertTrue(
                    journal(shop, plan.run()).contains("no-capacity"), "each attempt is journaled");
        }
    }

    @Test
    void aVolumeWhoseHostHasNoRoomForTheMachineIsRemovedAndTheNextRegionTried() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS)) {
            shop.create();
            shop.sim().faults().queue(Fault.next("machines.create", Fault.status(412, NO_ROOM)));
            RestoreReport report = run(shop, to(Shop.CDG, Shop.FRA));
            assertEquals(Shop.FRA, report.region());
            assertEquals(RegionRefusal.What.MACHINE, report.refused().getFirst().what());
            assertEquals(
                    List.of(Shop.AMS, Shop.FRA),
                    shop.fly().volumes().list(Shop.APP).stream()
                            .filter(it -> !it.state().isDead())
                            .map(Volume::region)
                            .sorted(java.util.Comparator.comparing(Region::value))
                            .toList(),
                    "none is left in cdg");
        }
    }

    @Test
    void whenNoRegionHasRoomNothingIsLeftAndTheOnesWithRoomAreNamed() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS)) {
            shop.create();
            shop.fill(Shop.CDG, Shop.FRA);
            WorldView before = shop.sim().view();
            Problem problem =
                    assertThrows(FlysnapException.class, () -> run(shop, to(Shop.CDG, Shop.FRA)))
                            .problem();
            assertEquals("no-capacity", problem.code());
            assertTrue(
                    problem.what().contains("cdg") && problem.what().contains("fra"),
                    problem.what());
            assertTrue(problem.next().contains("--to-region ams,"), problem.next());
            assertEquals(before, shop.sim().view());
        }
    }

    @Test
    void aQuotaThatIsReachedEverywhereHasItsOwnMessage() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS.with("no-capacity", "quota-403"))) {
            shop.create();
            shop.fill(Shop.FRA);
            Problem problem =
                    assertThrows(FlysnapException.class, () -> run(shop, to(Shop.FRA))).problem();
            assertEquals("quota-reached", problem.code());
            assertTrue(problem.why().contains("quota"), problem.why());
        }
    }

    @Test
    void whereThereIsRoomIsToldBeforehandUnlessTheTokenMayNotAsk() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS)) {
            shop.create();
            shop.fill(Shop.CDG);
            List<Region> room = plan(shop).grounds().room().orElseThrow();
            assertTrue(room.contains(Shop.FRA) && !room.contains(Shop.CDG), room.toString());
        }
        try (Shop shop =
                new Shop(
                        state.resolve("refused"),
                        Switches.DEFAULTS.with("platform-questions", "refused"))) {
            shop.create();
            assertEquals(Optional.empty(), plan(shop).grounds().room());
        }
    }

    @Test
    void theVolumeIsAsLargeAsTheLargestOfWhatIsAskedOfTheSourceAndOfTheSnapshot() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS)) {
            shop.create();
            shop.fly().volumes().extend(Shop.APP, shop.volume(), 3);
            assertEquals(3, planned(shop, Optional.empty()).sizeGb());
            assertEquals(3, planned(shop, Optional.of(2)).sizeGb());
            CreateVolume larger = planned(shop, Optional.of(7));
            assertEquals(7, larger.sizeGb());
            assertTrue(larger.encrypted());
            assertEquals(Optional.of(14), larger.snapshotRetentionDays());
            assertEquals(Optional.of(false), larger.dailySnapshots());
            assertEquals(new VolumeName("data"), larger.name());
            assertEquals(Shop.config(shop.volume()).object("guest"), larger.compute());
            assertEquals(Optional.of(Shop.IMAGE), larger.computeImage());
        }
    }

    @Test
    void aVolumeWithTheAppsNameHasNoMachineOnlyWhileItFillsAndRightBeforeAndAfter() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS)) {
            shop.create();
            shop.sim().faults().queue(Fault.next("machines.create", Fault.status(412, NO_ROOM)));
            Set<String> loose = new TreeSet<>();
            RunId run = shop.nextRun();
            Restore restore = shop.restore(() -> lookForLoose(shop, run, loose));
            var _ = restore.run(restore.plan(run, to(Shop.CDG, Shop.FRA)));
            assertEquals(
                    Set.of("abandon-volume", "await-volume", "create-machine", "create-volume"),
                    loose);
        }
    }

    /** Adds the step that is under way when there is one. */
    private static void lookForLoose(Shop shop, RunId run, Set<String> during) {
        boolean isLoose =
                shop.sim().world().volumesOf("shop").stream()
                        .anyMatch(volume ->
                                !volume.isDead()
                                        && volume.name().equals("data")
                                        && volume.machine().isEmpty());
        if (isLoose) {
            shop.journal().events(run).stream()
                    .flatMap(runEvent ->
                            runEvent instanceof RunEvent.Intended(Json step)
                                            && step instanceof Json.Obj object
                                    ? object.text("kind").stream()
                                    : Stream.empty())
                    .reduce((_, last) -> last)
                    .ifPresent(during::add);
        }
    }

    private static CreateVolume planned(Shop shop, Optional<Integer> sizeGb) {
        return shop.restore(CutPoint.NONE)
                .plan(
                        shop.nextRun(),
                        Shop.request(true)
                                .to(new Destination(Optional.empty(), List.of(Shop.FRA), sizeGb))
                                .build())
                .newVolume();
    }

    private static RestorePlan plan(Shop shop) {
        return shop.restore(CutPoint.NONE).plan(shop.nextRun(), to(Shop.CDG, Shop.FRA));
    }

    private static RestoreReport run(Shop shop, RestoreRequest request) {
        Restore restore = shop.restore(CutPoint.NONE);
        return restore.run(restore.plan(shop.nextRun(), request));
    }

    private static RestoreRequest to(Region... regions) {
        return Shop.request(true).toRegions(regions).build();
    }

    private static RunContext watching(Shop shop, List<String> watched) {
        return new RunContext(
                shop.fly(),
                shop.journal(),
                shop.sim().sleeper(),
                shop.sim().clock(),
                watched::add,
                CutPoint.NONE);
    }

    private static String journal(Shop shop, RunId run) {
        return shop.journal().events(run).toString()
                + JsonText.print(shop.journal().run(run).orElseThrow().plan());
    }
}
