package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.fault.Fault;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.world.SimVolume;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody knows whether a volume or a machine was made, and others make the same at that moment. */
class LostAnswersTest {
    @TempDir private Path state;
    private Shop shop;
    private WorldView before;
    private final RunId run = new RunId("run_0000000077");
    private boolean othersAtWork;

    @BeforeEach
    void aSnapshot() {
        shop = new Shop(state, Switches.DEFAULTS);
        var _ = shop.create();
        before = shop.sim().view();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void aVolumeRequestThatNeverArrivedIsMadeAgainInTheSameRun() {
        shop.sim().faults().queue(FaultKinds.fault("volumes.create", 1, "cut-before"));
        Restore restore = shop.restore();
        var _ = restore.run(restore.plan(run, Shop.restoreRequest(true)));
        assertEquals(1, fresh().size(), "one new volume");
    }

    @Test
    void aVolumeRequestWhoseAnswersAreAllLostIsSaidToHaveMadeNone() {
        for (int call = 1; call <= 3; call++) {
            shop.sim().faults().queue(FaultKinds.fault("volumes.create", 1, "cut-before"));
        }
        Problem problem = fails(shop.restore());
        assertEquals("volume-answer-lost", problem.code());
        assertEquals(ExitCode.FAILED, problem.exit());
        assertTrue(problem.next().contains("fly volumes list --app shop"), problem.next());
        assertEquals(before, shop.sim().view());
    }

    @Test
    void ofTwoNewVolumesNoneIsTakenAndBothAreNamed() {
        shop.sim().faults().queue(FaultKinds.fault("volumes.create", 2, "cut-after"));
        Problem problem = fails(shop.restore(this::anotherVolumeIsMade));
        assertEquals("step-unclear", problem.code());
        assertEquals(ExitCode.NEEDS_OPERATOR, problem.exit());
        List<VolumeId> fresh = fresh();
        assertEquals(2, fresh.size());
        for (VolumeId one : fresh) {
            assertTrue(
                    problem.next().contains("fly volumes destroy " + one + " --yes --app shop"),
                    problem.next());
        }
    }

    @Test
    void afterACutBetweenTwoNewVolumesTheRunSaysWhatSettlesIt() {
        Restore cut =
                shop.restore(() -> {
                    anotherVolumeIsMade();
                    if (isAtVolume() && fresh().size() == 2) {
                        throw new PowerCut.Dark();
                    }
                });
        assertThrows(PowerCut.Dark.class, () -> cut.run(cut.plan(run, Shop.restoreRequest(true))));
        var record = shop.journal().run(run).orElseThrow();
        Problem problem =
                assertThrows(FlysnapException.class, () -> shop.restore().continueRun(record))
                        .problem();
        assertEquals("step-unclear", problem.code());
        assertEquals(ExitCode.NEEDS_OPERATOR, problem.exit());
        assertTrue(problem.next().contains("flysnap undo " + run), problem.next());
        Problem again =
                assertThrows(FlysnapException.class, () -> shop.restore().undo(record)).problem();
        List<VolumeId> fresh = fresh();
        for (VolumeId one : fresh) {
            assertTrue(again.next().contains("fly volumes destroy " + one), again.next());
        }
        assertTrue(again.next().endsWith("; then: flysnap undo " + run), again.next());

        var _ = shop.fly().volumes().delete(Shop.APP, fresh.getFirst());
        shop.restore().undo(record);
        assertEquals(before, shop.sim().view());
    }

    @Test
    void aMachineThatIsListedOnlySecondsLaterIsStillThisRuns() {
        int[] calls = {0, 0};
        shop.sim()
                .faults()
                .setRule((operation, _, _) -> {
                    if (operation.equals("machines.create") && calls[0]++ == 0) {
                        return Optional.of(new Fault.Kind.CutAfter());
                    }
                    return operation.equals("machines.list") && calls[0] > 0 && calls[1]++ < 3
                            ? Optional.of(Fault.status(200, "[]"))
                            : Optional.empty();
                });
        var _ = shop.restore().run(shop.restore().plan(run, Shop.restoreRequest(true)));
        assertEquals(1, calls[0], "it was not asked for twice");
        assertEquals(1, shop.writers().size());
    }

    private Problem fails(Restore restore) {
        return assertThrows(
                        FlysnapException.class,
                        () -> restore.run(restore.plan(run, Shop.restoreRequest(true))))
                .problem();
    }

    /** As soon as the run is about to ask for its own. */
    private void anotherVolumeIsMade() {
        if (!othersAtWork && isAtVolume()) {
            othersAtWork = true;
            var _ =
                    shop.fly()
                            .volumes()
                            .create(
                                    Shop.APP,
                                    new CreateVolume(
                                            new VolumeName("data"),
                                            Shop.FRA,
                                            1,
                                            true,
                                            Optional.empty(),
                                            Optional.of(14),
                                            Optional.of(false),
                                            Optional.empty(),
                                            Optional.empty(),
                                            false));
            shop.sim().sleeper().sleep(Duration.ofSeconds(2));
        }
    }

    private boolean isAtVolume() {
        List<RunEvent> events = shop.journal().events(run);
        return !events.isEmpty()
                && events.getLast() instanceof RunEvent.Intended(var step)
                && JsonText.print(step).contains("create-volume");
    }

    private List<VolumeId> fresh() {
        return shop.sim().world().volumesOf(Shop.APP.value()).stream()
                .filter(it -> !it.isDead() && it.region().equals("fra"))
                .map(SimVolume::id)
                .map(VolumeId::new)
                .toList();
    }
}
