package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.ImageTools;
import dev.flysnap.proof.Receipt;
import dev.flysnap.sim.fault.Fault;
import dev.flysnap.sim.settings.Delays;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.fleet.Fleet;
import dev.flysnap.snapshot.fleet.FleetPlan;
import dev.flysnap.snapshot.fleet.FleetReport;
import dev.flysnap.snapshot.fleet.FleetResult;
import dev.flysnap.snapshot.status.AppStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several volumes as one run: who fails stops nobody else, and a power cut loses nothing. */
class FleetStoryTest {
    private static final AppName SHOP = new AppName("shop");
    private static final AppName BLOG = new AppName("blog");
    private static final int MOST_POINTS = 1000;

    @TempDir private Path states;

    @Test
    void whatAnImageHasIsAskedOfOneOfItsMachines() {
        try (Harbour harbour = new Harbour(states, Map.of("shop", 3, "blog", 1))) {
            List<String> execs = new ArrayList<>();
            harbour.sim()
                    .faults()
                    .setRule((operation, _, path) -> {
                        if (!operation.equals("machines.exec")) {
                            return Optional.empty();
                        }
                        execs.add(path);
                        return Optional.of(
                                Fault.status(
                                        200,
                                        """
                                        {"exit_code":0,"stdout":"@sqlite3 3.40.1\\n@done\\n","stderr":""}\
                                        """));
                    });
            List<Fleet.PartPreview> plans = harbour.fleet().preview(harbour.planAll(1, SHOP, BLOG));
            assertEquals(ExitCode.DONE, Fleet.exit(plans));
            assertEquals(4, plans.size());
            for (Fleet.PartPreview plan : plans) {
                assertEquals(
                        Optional.of(new ImageTools(false, Optional.of("3.40.1"))),
                        plan.plan().orElseThrow().imageTools());
            }
            assertEquals(
                    6, execs.size(), "one at each volume, one at the image of each app: " + execs);
        }
    }

    @Test
    void everyAttachedVolumeGetsOneSnapshotAndARunThatIsAPartOfOne() {
        try (Harbour harbour = new Harbour(states, Map.of("shop", 3, "blog", 2))) {
            VolumeId loose = harbour.addVolume(BLOG);
            FleetReport report = harbour.createAll(4, SHOP, BLOG);
            assertEquals(Optional.empty(), report.problem());
            assertEquals(5, report.results().size());
            for (FleetResult result : report.results()) {
                Receipt receipt = result.receipt().orElseThrow();
                assertEquals(Grade.SYNCED, receipt.grade());
                assertEquals(
                        List.of(receipt.snapshot()),
                        harbour.finished(result.app(), result.volume().orElseThrow()));
            }
            assertEquals(List.of(), harbour.finished(BLOG, loose));
            assertEquals(RunStatus.DONE, harbour.journal().status(report.run()));
            assertEquals(
                    report.results().stream()
                            .map(it -> it.run().orElseThrow())
                            .sorted(byId())
                            .toList(),
                    harbour.journal().childRuns(report.run()).stream()
                            .map(RunRecord::id)
                            .sorted(byId())
                            .toList());
            assertEquals(
                    List.of(report.run()),
                    harbour.journal().runs().stream().map(RunRecord::id).toList());
        }
    }

    /** As --unless-newer-than leaves it, where all the volumes that were found are recent. */
    @Test
    void whereNoVolumeIsLeftTheAppsThatCannotBeReadSayWhy() {
        try (Harbour harbour = new Harbour(states, Map.of("shop", 1))) {
            FleetPlan all = harbour.planAll(1, SHOP, BLOG);
            FleetPlan none = new FleetPlan(all.run(), List.of(), all.unmet(), all.parallel());
            Problem problem =
                    assertThrows(FlysnapException.class, () -> harbour.fleet().run(none, _ -> {}))
                            .problem();
            assertEquals("fly-app-unknown", problem.code());
            assertTrue(problem.what().contains("blog"), problem.what());
            assertEquals(
                    Fleet.exit(harbour.fleet().preview(none)),
                    problem.exit(),
                    "as --dry-run has it");
            assertEquals(List.of(), harbour.journal().runs());
        }
    }

    @Test
    void whileFlyIsDownTheOthersFailAtOnce() {
        try (Harbour harbour = new Harbour(states, Map.of("shop", 20))) {
            FleetPlan plan = harbour.planAll(1, SHOP);
            for (int i = 0; i < 1000; i++) {
                harbour.sim().faults().queue(Fault.next("* /v1/**", Fault.status(503, "{}")));
            }
            Instant before = harbour.sim().clock().instant();
            FleetReport report = harbour.fleet().run(plan, _ -> {});
            assertEquals(20, report.failed().size());
            assertEquals(
                    "fly-unavailable",
                    report.failed().getLast().problem().orElseThrow().code(),
                    "it was not even sent");
            assertTrue(
                    Duration.between(before, harbour.sim().clock().instant()).toMinutes() < 2,
                    "nobody waited for Fly to come back");
            assertTrue(harbour.sim().faults().pending().size() > 900, "few calls were sent at all");
        }
    }

    @Test
    void oneThatFailsStopsNoneOfTheOthersAndIsTriedAgainByContinue() {
        try (Harbour harbour = new Harbour(states, Map.of("shop", 2, "blog", 1))) {
            VolumeId unlucky = harbour.volumes(SHOP).getFirst();
            harbour.sim()
                    .faults()
                    .queue(
                            Fault.next(
                                    "POST /v1/apps/shop/volumes/" + unlucky + "/snapshots",
                                    Fault.status(422, "{\"error\":\"no\"}")));
            FleetReport report = harbour.createAll(3, SHOP, BLOG);
            Problem problem = report.problem().orElseThrow();
            assertEquals(ExitCode.PARTLY_DONE, problem.exit());
            assertTrue(problem.what().contains(unlucky.value()), problem.what());
            assertTrue(problem.next().endsWith("flysnap continue " + report.run()), problem.next());
            assertEquals(
                    List.of(Optional.of(unlucky)),
                    report.failed().stream().map(FleetResult::volume).toList());
            assertEquals(RunStatus.FAILED, harbour.journal().status(report.run()));
            assertTrue(isPartlyDone(harbour, report.run()));

            FleetReport again = goOn(harbour, report.run());
            assertEquals(Optional.empty(), again.problem());
            assertOneSnapshotEach(harbour, "continued");
            assertEquals(RunStatus.DONE, harbour.journal().status(report.run()));
            assertFalse(isPartlyDone(harbour, report.run()));
        }
    }

    private static boolean isPartlyDone(Harbour harbour, RunId fleet) {
        return Fleet.isPartlyDone(harbour.journal(), harbour.journal().run(fleet).orElseThrow());
    }

    @Test
    void aFleetThatDoesNotWaitIsFinishedByContinue() {
        try (Harbour harbour = new Harbour(states, Map.of("shop", 1, "blog", 1))) {
            FleetPlan waiting = harbour.planAll(2, SHOP, BLOG);
            FleetPlan plan =
                    new FleetPlan(
                            waiting.run(),
                            waiting.parts().stream()
                                    .map(part ->
                                            new FleetPlan.Part(
                                                    part.run(),
                                                    part.volume(),
                                                    CreateRequests.withoutWaiting(part.request())))
                                    .toList(),
                            waiting.unmet(),
                            2);
            FleetReport accepted = harbour.fleet().run(plan, _ -> {});
            assertEquals(2, accepted.accepted());
            assertEquals(Optional.empty(), accepted.problem());
            assertEquals(RunStatus.OPEN, harbour.journal().status(plan.run()));
            FleetReport finished = goOn(harbour, plan.run());
            assertEquals(0, finished.accepted());
            assertOneSnapshotEach(harbour, "after continue");
            assertEquals(RunStatus.DONE, harbour.journal().status(plan.run()));
        }
    }

    @Test
    void whenAllFailTheExitCodeIsTheOneThatTheyHaveInCommon() {
        try (Harbour harbour = new Harbour(states, Map.of("shop", 1, "blog", 1))) {
            for (String app : List.of("shop", "blog")) {
                harbour.sim()
                        .faults()
                        .queue(
                                Fault.next(
                                        "POST /v1/apps/" + app + "/volumes/*/snapshots",
                                        Fault.status(401, "{\"error\":\"no\"}")));
            }
            Problem problem = harbour.createAll(2, SHOP, BLOG).problem().orElseThrow();
            assertEquals(ExitCode.NOT_AUTHORISED, problem.exit());
            assertEquals("fleet-failed", problem.code());
        }
    }

    @Test
    void anAppThatIsNotThereFailsAloneUnlessThereIsNoOther() {
        try (Harbour harbour = new Harbour(states, Map.of("shop", 1))) {
            AppName typo = new AppName("shoop");
            FleetReport report = harbour.createAll(2, SHOP, typo);
            assertEquals(ExitCode.PARTLY_DONE, report.problem().orElseThrow().exit());
            assertEquals(List.of(typo), report.failed().stream().map(FleetResult::app).toList());
            FlysnapException refused =
                    assertThrows(FlysnapException.class, () -> harbour.planAll(2, typo));
            assertEquals("fly-app-unknown", refused.problem().code());
        }
    }

    @Test
    void anAppWhoseVolumesAreAllLooseIsToldWhichTheyAre() {
        try (Harbour harbour = new Harbour(states, Map.of("shop", 0))) {
            VolumeId loose = harbour.addVolume(SHOP);
            FlysnapException refused =
                    assertThrows(FlysnapException.class, () -> harbour.planAll(1, SHOP));
            assertEquals("no-attached-volume", refused.problem().code());
            assertTrue(
                    refused.problem().next().contains("--volume " + loose),
                    refused.problem().next());
        }
    }

    @Test
    void aDryRunShowsEachPlanAndTouchesNothing() {
        try (Harbour harbour = new Harbour(states, Map.of("shop", 2))) {
            VolumeId asleep = harbour.volumes(SHOP).getLast();
            harbour.suspend(SHOP, asleep);
            var before = harbour.sim().view();
            List<Fleet.PartPreview> previews = harbour.fleet().preview(harbour.planAll(2, SHOP));
            assertEquals(2, previews.size());
            assertEquals(
                    List.of("machine-cannot-answer"),
                    previews.stream()
                            .flatMap(it -> it.problem().stream())
                            .map(Problem::code)
                            .toList());
            assertEquals(ExitCode.PARTLY_DONE, Fleet.exit(previews), "as the run would end");
            assertEquals(before, harbour.sim().view());
            assertEquals(List.of(), harbour.journal().runs());
        }
    }

    /** Without sharing, the one look a second that Fly allows would be spread over all of them. */
    @Test
    @Timeout(180)
    void onlyOneVolumeIsPolledUntilItsSnapshotIsThere() {
        int volumes = 4;
        try (Harbour harbour = new Harbour(states, Map.of("shop", volumes), Delays.Speed.REAL)) {
            Map<String, Integer> looks = new ConcurrentHashMap<>();
            harbour.sim()
                    .faults()
                    .setRule((operation, _, path) -> {
                        if (operation.equals("snapshots.list")) {
                            looks.merge(path, 1, Integer::sum);
                        }
                        return Optional.empty();
                    });
            LockstepSleeper sleeper = new LockstepSleeper(harbour.sim(), volumes);
            FleetReport report =
                    harbour.fleet(sleeper)
                            .run(harbour.planAll(volumes, SHOP), _ -> sleeper.threadEnded());
            assertEquals(Optional.empty(), report.problem());
            List<Integer> sorted = looks.values().stream().sorted().toList();
            assertEquals(volumes, sorted.size());
            assertTrue(sorted.getLast() >= 10, "one is polled: " + looks);
            assertTrue(sorted.get(volumes - 2) <= 4, "the others are not: " + looks);
        }
    }

    @Test
    void aPartCanBeContinuedByItselfAndThenItsParent() {
        try (Harbour harbour = new Harbour(states, Map.of("shop", 2))) {
            FleetPlan plan = harbour.planAll(1, SHOP);
            harbour.cut().arm(30);
            assertThrows(PowerCut.Dark.class, () -> harbour.fleet().run(plan, _ -> {}));
            harbour.cut().disarm();
            assertEquals(
                    List.of(plan.run()),
                    AppStatus.of(harbour.bench(), SHOP).open().stream()
                            .map(it -> it.run().id())
                            .toList());
            RunRecord part = harbour.journal().childRuns(plan.run()).getFirst();
            Receipt receipt =
                    new Create(harbour.bench(), Optional.of(new StandInHook(harbour.sim().clock())))
                            .continueRun(part);
            assertEquals(part.id(), receipt.run());
            assertEquals(Optional.empty(), goOn(harbour, plan.run()).problem());
            assertOneSnapshotEach(harbour, "after its part and the parent were continued");
        }
    }

    @Test
    void aFleetThatWasCutAnywhereIsFinishedByContinue() {
        int apart = Points.apart(4);
        assertTrue(cutEverywhere(1, apart) > 60 / apart);
    }

    @Test
    void soIsOneWhosePartsRunAtTheSameTime() {
        assertTrue(cutEverywhere(2, 9) > 6);
    }

    /**
     * @param stride only each so manieth point
     */
    private int cutEverywhere(int parallel, int stride) {
        int points = 0;
        try (Harbour harbour = new Harbour(states, Map.of("shop", 1, "blog", 1))) {
            int there = 0;
            for (int point = 1; point < MOST_POINTS; point += stride) {
                FleetPlan plan = harbour.planAll(parallel, SHOP, BLOG);
                boolean wasCut = false;
                harbour.cut().arm(point);
                try {
                    var _ = harbour.fleet().run(plan, _ -> {});
                } catch (PowerCut.Dark cut) {
                    wasCut = true;
                }
                harbour.cut().disarm();
                if (harbour.journal().run(plan.run()).isEmpty()) {
                    continue;
                }
                if (!wasCut) {
                    break;
                }
                points++;
                there++;
                String when = "after a cut at point " + point;
                FleetReport report = goOn(harbour, plan.run());
                assertEquals(Optional.empty(), report.problem(), when);
                assertSnapshotsEach(there, harbour, when);
                assertEquals(RunStatus.DONE, harbour.journal().status(plan.run()), when);
                assertEquals(2, harbour.journal().childRuns(plan.run()).size(), when);
            }
        }
        System.out.println("fleet, " + parallel + " at a time: " + points + " points cut");
        return points;
    }

    private static FleetReport goOn(Harbour harbour, RunId run) {
        return harbour.fleet().continueRun(harbour.journal().run(run).orElseThrow(), _ -> {});
    }

    private static void assertOneSnapshotEach(Harbour harbour, String when) {
        assertSnapshotsEach(1, harbour, when);
    }

    private static void assertSnapshotsEach(int count, Harbour harbour, String when) {
        for (AppName app : List.of(SHOP, BLOG)) {
            for (VolumeId volume : harbour.volumes(app)) {
                assertEquals(count, harbour.finished(app, volume).size(), volume + " " + when);
            }
        }
    }

    private static java.util.Comparator<RunId> byId() {
        return java.util.Comparator.comparing(RunId::value);
    }
}
