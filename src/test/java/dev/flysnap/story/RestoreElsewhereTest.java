package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.request.RestoreRequest.Destination;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.event.AppRules;
import dev.flysnap.sim.settings.Switches;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Into another app, and as a volume only. */
class RestoreElsewhereTest {
    private static final String BOTH = Shop.DEPLOY_TOKEN + "," + Shop.STAGING_TOKEN;

    @TempDir private Path state;
    private Shop shop;

    @BeforeEach
    void aSnapshot() {
        shop = new Shop(state, Switches.DEFAULTS);
        shop.create();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void anotherAppGetsTheDataAndTheFirstOneGoesOn() {
        secret(Shop.APP, "DATABASE_KEY");
        secret(Shop.APP, "MAIL_TOKEN");
        secret(Shop.STAGING, "MAIL_TOKEN");
        WorldView.AppView before = shop.sim().view().app("shop");
        try (FlyApi fly = shop.connect(BOTH)) {
            Restore restore = new Restore(shop.bench(fly));
            RestoreReport report =
                    restore.run(restore.plan(shop.nextRun(), to(Shop.STAGING, Goal.CUTOVER)));
            assertEquals(before, shop.sim().view().app("shop"), "the first app is as it was");
            Machine now = fly.machines().get(Shop.STAGING, report.machine().orElseThrow());
            assertEquals(MachineState.STARTED, now.state());
            assertEquals(
                    Optional.of("orders"), shop.disks().read(report.volume().value(), "shop.db"));
            assertEquals(
                    Optional.of(List.of("DATABASE_KEY")), report.plan().grounds().secretsToCome());
        }
    }

    @Test
    void theOtherAppsOwnMachineIsReplacedAndKept() {
        try (FlyApi fly = shop.connect(BOTH)) {
            Restore restore = new Restore(shop.bench(fly));
            RestoreReport first =
                    restore.run(restore.plan(shop.nextRun(), to(Shop.STAGING, Goal.CUTOVER)));
            RestoreReport second =
                    restore.run(restore.plan(shop.nextRun(), to(Shop.STAGING, Goal.CUTOVER)));
            assertEquals(first.machine(), second.old().map(Machine::id));
            assertEquals(
                    MachineState.STOPPED,
                    fly.machines().get(Shop.STAGING, first.machine().orElseThrow()).state());
            assertEquals(
                    MachineState.STARTED,
                    fly.machines().get(Shop.APP, shop.machine()).state(),
                    "the snapshot's app is not touched");
        }
    }

    @Test
    void whatIsNotFitForUseSendsToTheSnapshotsOfTheAppThatHasThem() {
        shop.disks().write(shop.volume().value(), "shop.db", "corrupt");
        var _ = shop.create();
        try (FlyApi fly = shop.connect(BOTH)) {
            Problem problem = refused(fly, to(Shop.STAGING, Goal.VERIFIED));
            assertEquals("restored-data-bad", problem.code());
            assertEquals("Take an older snapshot: flysnap list shop", problem.next());
        }
    }

    @Test
    void aTokenThatDoesNotOpenTheOtherAppIsToldWhichOneDoes() {
        Problem problem = refused(shop.fly(), to(Shop.STAGING, Goal.VERIFIED));
        assertEquals("target-app-unknown", problem.code());
        assertTrue(problem.next().contains("both apps"), problem.next());
    }

    @Test
    void anAppThatIsNotThereIsNotMade() {
        try (FlyApi fly = shop.connect(BOTH)) {
            Problem problem = refused(fly, to(new AppName("nowhere"), Goal.VERIFIED));
            assertEquals("target-app-unknown", problem.code());
            assertTrue(problem.next().contains("fly apps create nowhere"), problem.next());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"not-found", "forbidden"})
    void anAppOfAnotherOrganisationCannotHaveTheSnapshotAndNothingIsLeft(String answer) {
        shop.close();
        shop = new Shop(state.resolve(answer), Switches.DEFAULTS.with("foreign-app", answer));
        shop.create();
        WorldView before = shop.sim().view();
        try (FlyApi fly = shop.connect(Shop.DEPLOY_TOKEN + "," + Shop.OTHERS_TOKEN)) {
            Problem problem = refused(fly, to(Shop.OTHER, Goal.VERIFIED));
            assertEquals("snapshot-not-for-app", problem.code());
            assertTrue(problem.why().contains("organisation"), problem.why());
        }
        assertEquals(before, shop.sim().view());
    }

    @Test
    void onlyTheVolumeIsMadeUnderANameThatNoDeployTakesAndUndoRemovesIt() {
        WorldView before = shop.sim().view();
        Restore restore = shop.restore(CutPoint.NONE);
        RestoreReport report =
                restore.run(
                        restore.plan(
                                shop.nextRun(), Shop.request(false).goal(Goal.VOLUME).build()));
        Volume made = shop.fly().volumes().get(Shop.APP, report.volume());
        assertTrue(made.state().isReady());
        assertEquals(Optional.empty(), made.attachedMachine());
        assertFalse(made.name().value().equals("data"), made.name().value());
        assertFalse(made.name().value().startsWith("flysnap_"), "clean-up must not take it");
        assertEquals(Optional.empty(), report.machine());
        assertEquals(Optional.of("orders"), shop.disks().read(report.volume().value(), "shop.db"));
        assertEquals(
                before.app("shop").machines(),
                shop.sim().view().app("shop").machines(),
                "no machine was made or touched");

        var run = shop.journal().run(report.plan().run()).orElseThrow();
        Problem refused =
                assertThrows(
                                FlysnapException.class,
                                () -> restore.continueRun(run, Optional.of(Goal.CUTOVER)))
                        .problem();
        assertEquals("volume-only", refused.code());
        restore.undo(run);
        assertEquals(before, shop.sim().view());
        assertEquals(RunStatus.UNDONE, shop.journal().status(run.id()));
    }

    private Problem refused(FlyApi fly, RestoreRequest request) {
        Restore restore = new Restore(shop.bench(fly));
        return assertThrows(
                        FlysnapException.class,
                        () -> restore.run(restore.plan(shop.nextRun(), request)))
                .problem();
    }

    private static RestoreRequest to(AppName app, Goal goal) {
        return Shop.request(false)
                .goal(goal)
                .to(new Destination(Optional.of(app), List.of(Shop.FRA), Optional.empty()))
                .build();
    }

    private void secret(AppName app, String name) {
        var _ =
                shop.sim()
                        .change(turn -> {
                            AppRules.setSecret(turn, app.value(), name, "not to be seen");
                            return true;
                        });
    }
}
