package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.json.Json;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.fleet.FleetPlan;
import dev.flysnap.snapshot.fleet.FleetPlanner;
import dev.flysnap.snapshot.volumes.VolumeSelection;
import dev.flysnap.snapshot.volumes.VolumeSelector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cutover leaves two volumes of one name until it is finished: whoever names none means the one
 * that the app writes to.
 */
class WhichVolumeAfterCutoverTest {
    @TempDir private Path state;
    private Shop shop;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void aSnapshot() {
        shop = new Shop(state, Switches.DEFAULTS);
        var _ = shop.create();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void afterACutoverItIsTheNewOneAndTheOldOneIsToldToBeLeftOut() {
        VolumeId fresh = cutOver().volume();
        assertEquals(fresh, meant(), "the only one");
        assertEquals(
                List.of(
                        "volume %s of shop is left out: its machine %s is out of service, the app is on machine %s; --volume %s selects it anyway"
                                .formatted(
                                        shop.volume(),
                                        shop.machine(),
                                        shop.writers().getFirst().id(),
                                        shop.volume())),
                told);
        assertEquals(fresh, named(), "by its name");
        assertEquals(List.of(fresh), all(), "all that are attached");
        assertEquals(fresh, shop.create().volume().id());
        assertEquals(
                shop.volume(),
                choice().select(Shop.APP, Optional.of(shop.volume())).id(),
                "named by its id it is taken");
    }

    @Test
    void afterTheCutoverIsUndoneItIsTheOldOneAgain() {
        RestoreReport report = cutOver();
        shop.restore().undo(shop.journal().run(report.plan().run()).orElseThrow());
        assertEquals(shop.volume(), meant());
        assertEquals(shop.volume(), named());
        assertEquals(List.of(shop.volume()), all());
        assertEquals(shop.volume(), shop.create().volume().id());
    }

    @Test
    void aVerifiersVolumeIsNotMeant() {
        var _ = shop.restore().run(shop.restore().plan(shop.nextRun(), Shop.restoreRequest(false)));
        assertEquals(shop.volume(), meant());
        assertEquals(List.of(shop.volume()), all());
        assertTrue(told.getFirst().contains("is a verifier of flysnap"), told.getFirst());
    }

    @Test
    void manyThatAreLeftOutAreOneLine() {
        for (int i = 0; i < 5; i++) {
            Restore restore = shop.restore();
            var _ =
                    restore.run(
                            restore.plan(
                                    shop.nextRun(), Shop.request(false).goal(Goal.VOLUME).build()));
        }
        assertEquals(shop.volume(), meant());
        assertEquals(3, told.size(), told::toString);
        assertEquals("and 3 more volumes of shop left out: flysnap status shop", told.getLast());
    }

    @Test
    void aVolumeThatWasMadeToBeLookedAtIsNotMeant() {
        RestoreReport report =
                shop.restore()
                        .run(
                                shop.restore()
                                        .plan(
                                                shop.nextRun(),
                                                Shop.request(false).goal(Goal.VOLUME).build()));
        assertEquals(shop.volume(), meant(), "the only one");
        assertEquals(
                List.of(
                        "volume %s of shop is left out: %s restored it from a snapshot, and no machine has it; --volume %s selects it anyway"
                                .formatted(report.volume(), report.plan().run(), report.volume())),
                told);
        assertEquals(List.of(shop.volume()), theOnlyOnes());
        assertEquals(shop.volume(), shop.create().volume().id());
        assertEquals(shop.volume(), shop.movePlan(shop.nextRun()).source().volume());
        assertEquals(
                report.volume(),
                choice().select(Shop.APP, Optional.of(report.volume())).id(),
                "named by its id it is taken");
        var _ = shop.addMachine("shop-2", Shop.FRA, Shop.config(report.volume()));
        assertEquals(
                "which-volume",
                assertThrows(FlysnapException.class, this::meant).problem().code(),
                "with a machine it may be the app's");
    }

    @Test
    void aReplacedMachineOnADeadHostIsKnownByWhatItsSuccessorSays() {
        shop.setHostDead(shop.machine().value(), true);
        Problem pending =
                assertThrows(
                                FlysnapException.class,
                                () ->
                                        shop.restore()
                                                .run(
                                                        shop.restore()
                                                                .plan(
                                                                        shop.nextRun(),
                                                                        Shop.unfencedRequest())))
                        .problem();
        assertEquals("fence-pending", pending.code());
        String fresh =
                shop.writers().stream()
                        .filter(it -> it.birth().region().equals("fra"))
                        .findFirst()
                        .orElseThrow()
                        .volume()
                        .orElseThrow();
        assertEquals(fresh, meant().value());
    }

    @Test
    void twoVolumesThatAreBothInUseAreStillAskedAbout() {
        VolumeId second = secondMachine(it -> it);
        Problem problem = assertThrows(FlysnapException.class, this::meant).problem();
        assertEquals("which-volume", problem.code());
        assertEquals(List.of(), told);
        assertEquals(List.of(shop.volume(), second), all());
    }

    @Test
    void aMachineThatFlysnapHasNothingToDoWithIsAskedAboutWithMetadataOrWithout() {
        VolumeId second = secondMachine(it -> it.without("metadata"));
        stop(second);
        assertEquals(
                "which-volume", assertThrows(FlysnapException.class, this::meant).problem().code());
        assertEquals(List.of(shop.volume(), second), all());
        assertEquals(List.of(), told);
    }

    private void stop(VolumeId on) {
        var machine = shop.fly().volumes().get(Shop.APP, on).attachedMachine().orElseThrow();
        shop.fly().machines().stop(Shop.APP, machine, Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
    }

    @Test
    void aMachineThatStandsWithThePlatformsMetadataWasNotReplaced() {
        VolumeId second = secondMachine(it -> it);
        stop(shop.volume());
        Problem problem = assertThrows(FlysnapException.class, this::meant).problem();
        assertEquals("which-volume", problem.code());
        assertEquals("Name it: --volume " + second, problem.next(), "whose machine runs");
    }

    private VolumeId secondMachine(UnaryOperator<Json.Obj> config) {
        VolumeId second = shop.newVolume();
        var _ = shop.addMachine("shop-2", Shop.AMS, config.apply(Shop.config(second)));
        return second;
    }

    private RestoreReport cutOver() {
        Restore restore = shop.restore();
        return restore.run(restore.plan(shop.nextRun(), Shop.restoreRequest(true)));
    }

    private VolumeSelector choice() {
        return new VolumeSelector(shop.benchTelling(told::add));
    }

    private VolumeId meant() {
        return choice().select(Shop.APP, Optional.empty()).id();
    }

    private VolumeId named() {
        return choice().byName(Shop.APP, new VolumeName("data"));
    }

    private List<VolumeId> all() {
        return planned(new VolumeSelection.AllAttached());
    }

    private List<VolumeId> theOnlyOnes() {
        return planned(new VolumeSelection.TheOnlyOne());
    }

    private List<VolumeId> planned(VolumeSelection which) {
        FleetPlan plan =
                new FleetPlanner(shop.benchTelling(told::add), shop::nextRun)
                        .plan(
                                shop.nextRun(),
                                List.of(
                                        new FleetPlanner.AppRequest(
                                                Shop.APP,
                                                which,
                                                volume -> Harbour.request(Shop.APP, volume.id()))),
                                1);
        return plan.parts().stream().map(FleetPlan.Part::volume).map(Volume::id).toList();
    }
}
