package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.resource.CreateMachine;
import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.journal.Lock;
import dev.flysnap.journal.LockKey;
import dev.flysnap.journal.RunKind;
import dev.flysnap.json.Json;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.recovery.Cleanup;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.fault.Fault;
import dev.flysnap.sim.settings.Switches;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs left behind goes; everything else stays. */
class CleanupStoryTest {
    private static final Duration A_DAY = Duration.ofHours(25);

    @TempDir private Path state;
    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(state, Switches.DEFAULTS);
        var _ = shop.create();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void whatAnInterruptedRunMadeGoes() {
        WorldView before = shop.sim().view();
        for (int point : List.of(25, 40, 60)) {
            var _ = cutAt(point);
        }
        assertTrue(shop.sim().view().app("shop").volumes().size() > 1);
        Cleanup.Outcome outcome = cleaned();
        assertEquals(List.of(), outcome.problems());
        assertEquals(before, shop.sim().view());
        assertEquals(List.of(), cleanup().plan(Shop.APP).items());
    }

    @Test
    void whatARunMadeThatIsDoneStays() {
        Restore restore = shop.restore();
        var _ = restore.run(restore.plan(shop.nextRun(), Shop.restoreRequest(false)));
        var _ = restore.run(restore.plan(shop.nextRun(), Shop.restoreRequest(true)));
        WorldView before = shop.sim().view();
        assertEquals(List.of(), cleanup().plan(Shop.APP).items());
        var _ = cleaned();
        assertEquals(before, shop.sim().view());
    }

    @Test
    void throwAwayThingsGoByTheirNameWhenTheyAreOldUnattachedAndNotLeased() {
        VolumeId loose = volume("flysnap_drill_1");
        VolumeId used = volume("flysnap_drill_2");
        VolumeId theirs = volume("others");
        MachineId holder = machine("holder", Optional.of(used));
        MachineId still = machine("flysnap_verifier", Optional.empty());
        MachineId leased = machine("flysnap_leased", Optional.empty());
        assertEquals(List.of(), cleanup().plan(Shop.APP).items(), "all are young");
        shop.sim().sleeper().sleep(A_DAY);
        VolumeId young = volume("flysnap_drill_3");
        var _ = shop.fly().machines().acquireLease(Shop.APP, leased, A_DAY.minusHours(2), "work");

        Cleanup.Outcome outcome = cleaned();
        assertEquals(List.of(), outcome.problems());
        assertEquals(
                List.of(
                        new Cleanup.Item.NamedMachine(shop.fly().machines().get(Shop.APP, still))
                                .machine()
                                .id()),
                outcome.removed().stream()
                        .flatMap(item ->
                                item instanceof Cleanup.Item.NamedMachine(var gone)
                                        ? java.util.stream.Stream.of(gone.id())
                                        : java.util.stream.Stream.empty())
                        .toList());
        assertEquals(
                List.of(loose),
                outcome.removed().stream()
                        .flatMap(item ->
                                item instanceof Cleanup.Item.NamedVolume(var gone)
                                        ? java.util.stream.Stream.of(gone.id())
                                        : java.util.stream.Stream.empty())
                        .toList());
        List<VolumeId> living =
                shop.fly().volumes().list(Shop.APP).stream()
                        .filter(it -> !it.state().isDead())
                        .map(Volume::id)
                        .toList();
        assertTrue(
                living.containsAll(List.of(used, theirs, young, shop.volume())), living::toString);
        List<MachineId> machines =
                shop.fly().machines().list(Shop.APP).stream()
                        .filter(it -> !it.state().isDead())
                        .map(it -> it.id())
                        .toList();
        assertTrue(
                machines.containsAll(List.of(holder, leased, shop.machine())), machines::toString);
    }

    @Test
    void onlyWhatWasShownGoesAndOnlyAsItWasShown() {
        VolumeId shown = volume("flysnap_drill_1");
        MachineId wanted = machine("flysnap_wanted", Optional.empty());
        shop.sim().sleeper().sleep(A_DAY);
        Cleanup.Plan plan = cleanup().plan(Shop.APP);
        assertEquals(2, plan.items().size());

        var _ = cutAt(40);
        var _ = shop.fly().machines().acquireLease(Shop.APP, wanted, A_DAY.minusHours(2), "work");
        Cleanup.Outcome outcome = cleanup().run(plan);

        assertEquals(
                List.of("cleanup-changed"),
                outcome.problems().stream().map(Problem::code).toList());
        assertTrue(outcome.problems().getFirst().what().contains(wanted.value()));
        assertEquals(1, outcome.removed().size());
        assertTrue(shop.fly().volumes().get(Shop.APP, shown).state().isDead());
        assertEquals(
                1,
                cleanup().plan(Shop.APP).items().size(),
                "what was left behind after the question is still there");
    }

    @Test
    void aMachineWithAVolumeStays() {
        VolumeId used = volume("flysnap_drill_2");
        MachineId holder = machine("flysnap_holder", Optional.of(used));
        shop.sim().sleeper().sleep(A_DAY);
        assertEquals(List.of(), cleanup().plan(Shop.APP).items());
        var _ = cleaned();
        assertFalse(shop.fly().machines().get(Shop.APP, holder).state().isDead());
        assertFalse(shop.fly().volumes().get(Shop.APP, used).state().isDead());
    }

    @Test
    void aRunThatAnotherProcessWorksOnIsNoLitter() {
        RunId run = cutAt(40);
        assertEquals(1, cleanup().plan(Shop.APP).items().size());
        try (Lock _ = shop.journal().lock(LockKey.ofApp(Shop.APP), run)) {
            assertEquals(List.of(), cleanup().plan(Shop.APP).items());
        }
    }

    @Test
    void aRunThatCannotBeReadIsToldAndTheOthersGo() {
        RunId unread = shop.nextRun();
        var _ =
                shop.journal()
                        .start(
                                unread,
                                RunKind.RESTORE,
                                Shop.APP,
                                Json.Obj.empty().with("of", "another version"));
        RunId run = cutAt(40);
        Cleanup.Plan plan = cleanup().plan(Shop.APP);
        assertEquals(
                List.of(run),
                plan.items().stream().map(it -> ((Cleanup.Item.OfRun) it).run().id()).toList());
        assertEquals(
                List.of("run-unreadable"), plan.leftAlone().stream().map(Problem::code).toList());
    }

    @Test
    void nobodyCutsOverBesideARunThatCleanupWouldTakeBack() {
        RunId run = cutOverCutShort();
        assertEquals(1, cleanup().plan(Shop.APP).items().size());
        WorldView before = shop.sim().view();
        Restore restore = shop.restore();
        Problem problem =
                assertThrows(
                                FlysnapException.class,
                                () -> restore.plan(shop.nextRun(), Shop.restoreRequest(true)))
                        .problem();
        assertEquals("cutover-unfinished", problem.code());
        assertTrue(problem.what().contains(run.value()), problem.what());
        assertEquals(before, shop.sim().view());
    }

    @Test
    void itPromisesNoOldMachineThatUndoWouldLeave() {
        RunId run = cutOverCutShort();
        // As somebody may end an outage: another machine, with data of its own.
        var _ = shop.addMachine("shop-2", Shop.AMS, Shop.config(shop.newVolume()));
        Cleanup.Plan plan = cleanup().plan(Shop.APP);
        Cleanup.Item.OfRun item = (Cleanup.Item.OfRun) plan.items().getFirst();
        assertEquals(run, item.run().id());
        assertTrue(item.undo().oldStays());
        assertEquals(List.of(), cleanup().run(plan).problems());
        assertEquals(
                MachineState.STOPPED, shop.fly().machines().get(Shop.APP, shop.machine()).state());
    }

    @Test
    void whatNobodyCanLookAtIsLeftAloneWithTheReason() {
        var _ = cutOverCutShort();
        shop.sim()
                .faults()
                .queue(Fault.next("machines.list", Fault.status(403, "{\"error\":\"injected\"}")));
        Cleanup.Plan plan = cleanup().plan(Shop.APP);
        assertEquals(List.of(), plan.items());
        assertEquals(1, plan.leftAlone().size(), plan.leftAlone()::toString);
        assertTrue(plan.leftAlone().getFirst().why().contains("injected"), plan::toString);
    }

    /** Cut when the old machine is stopped already. */
    private RunId cutOverCutShort() {
        RunId run = shop.nextRun();
        Restore restore = shop.restore(this::cutWhenStopped);
        assertThrows(
                PowerCut.Dark.class,
                () -> restore.run(restore.plan(run, Shop.restoreRequest(true))));
        return run;
    }

    private void cutWhenStopped() {
        if (shop.fly()
                .machines()
                .get(Shop.APP, shop.machine())
                .state()
                .equals(MachineState.STOPPED)) {
            throw new PowerCut.Dark();
        }
    }

    private Cleanup.Outcome cleaned() {
        return cleanup().run(cleanup().plan(Shop.APP));
    }

    private Cleanup cleanup() {
        return new Cleanup(shop.bench(shop.cut()));
    }

    private RunId cutAt(int point) {
        RunId run = shop.nextRun();
        shop.cut().arm(point);
        assertThrows(
                PowerCut.Dark.class,
                () -> {
                    Restore restore = shop.restore();
                    restore.run(restore.plan(run, Shop.restoreRequest(false)));
                });
        shop.cut().disarm();
        return run;
    }

    private VolumeId volume(String name) {
        VolumeId id =
                shop.fly()
                        .volumes()
                        .create(
                                Shop.APP,
                                new CreateVolume(
                                        new VolumeName(name),
                                        Shop.AMS,
                                        1,
                                        true,
                                        Optional.empty(),
                                        Optional.of(5),
                                        Optional.of(false),
                                        Optional.empty(),
                                        Optional.empty(),
                                        false))
                        .id();
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        return id;
    }

    /** Made, and not launched. */
    private MachineId machine(String name, Optional<VolumeId> volume) {
        Json.Obj config = Json.Obj.empty().with("image", Shop.IMAGE);
        Json.Obj mounting = volume.map(it -> Shop.config(it).without("metadata")).orElse(config);
        MachineId id =
                shop.fly()
                        .machines()
                        .create(Shop.APP, new CreateMachine(name, Shop.AMS, mounting, true, false))
                        .id();
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        return id;
    }
}
