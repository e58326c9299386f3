package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.cli.restore.RestorePlanView;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.MachineFlags;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.restore.verify.IdleCommand;
import dev.flysnap.restore.verify.Verifier;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sqlite.check.Expectation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What verifies the data is known, and said, before anything is created. */
class VerifierChoiceTest {
    private static final String NOTHING = "@done";
    private static final String SQLITE3 = "@sqlite3 3.34.1\n@done";
    private static final String BOTH = "@flysnap yes\n" + SQLITE3;
    private static final String NO_SHELL = "";

    @TempDir private Path directory;
    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(directory, Switches.DEFAULTS);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private RestorePlan plan(RestoreRequest request) {
        return shop.restore().plan(shop.nextRun(), request);
    }

    private Verifier.Kind kind() {
        return plan(Shop.restoreRequest(true)).grounds().verifier().orElseThrow().kind();
    }

    private static String text(RestorePlan plan) {
        return RestorePlanView.of(plan).text();
    }

    @Test
    void flysnapOfTheImageComesFirstThenItsSqlite3() {
        var _ = shop.create();
        shop.imageHas(BOTH);
        assertEquals(Verifier.Kind.FLYSNAP, kind());
        shop.imageHas(SQLITE3);
        RestorePlan plan = plan(Shop.restoreRequest(true));
        assertTrue(
                text(plan)
                        .contains(
                                "by        sqlite3 3.34.1 of the app's image, by exec; the image has no flysnap (a machine that runs it says so)"),
                text(plan));
        assertTrue(IdleCommand.isIn(plan.machine().verifierConfig()));
        assertFalse(IdleCommand.isIn(plan.machine().appConfig()));
    }

    @Test
    void anImageThatIsNamedForItIsBooted() {
        var _ = shop.create();
        shop.imageHas(BOTH);
        RestorePlan plan =
                plan(
                        Shop.request(true)
                                .machine(
                                        new RestoreRequest.MachineRequest(
                                                Optional.empty(),
                                                Optional.empty(),
                                                MachineFlags.NONE,
                                                Optional.of("registry.fly.io/shop:flysnap")))
                                .build());
        assertEquals(
                Optional.of("registry.fly.io/shop:flysnap"),
                plan.machine().verifierConfig().text("image"));
        assertTrue(text(plan).contains("flysnap of the image registry.fly.io/shop:flysnap"));
    }

    @Test
    void whenNoMachineCanBeAskedTheReceiptTellsIt() {
        shop.imageHas(SQLITE3);
        var _ = shop.create();
        shop.lose();
        RestorePlan plan = plan(Shop.restoreRequest(true));
        assertEquals(Verifier.Kind.SQLITE3, plan.grounds().verifier().orElseThrow().kind());
        assertTrue(text(plan).contains("(a receipt says so)"), text(plan));
    }

    @Test
    void withNeitherThePlanSaysWhatToDoAndNothingIsCreated() {
        shop.imageHas(NOTHING);
        var _ = shop.create();
        RestorePlan plan = plan(Shop.restoreRequest(true));
        assertTrue(text(plan).contains("NONE"), text(plan));
        assertTrue(text(plan).contains("--verifier-image IMAGE"), text(plan));
        WorldView before = shop.sim().view();
        Problem problem =
                assertThrows(FlysnapException.class, () -> shop.restore().run(plan)).problem();
        assertEquals("verifier-missing", problem.code());
        assertTrue(problem.next().contains("--verifier-image IMAGE"), problem.next());
        assertEquals(before, shop.sim().view());
        assertTrue(shop.journal().run(plan.run()).isEmpty(), "no run was begun");
    }

    @Test
    void whatIsNotKnownIsNamedAndLookedAtOnTheNewMachine() {
        for (String has : List.of(BOTH, SQLITE3)) {
            shop.imageHas(NO_SHELL);
            var _ = shop.create();
            RestorePlan plan = plan(Shop.restoreRequest(false));
            assertTrue(text(plan).contains("which of them it has is not known yet"), text(plan));
            shop.imageHas(has);
            RestoreReport report = shop.restore().run(plan);
            assertEquals(
                    List.of("shop.db"),
                    report.verdict().orElseThrow().databases().stream()
                            .map(it -> it.path())
                            .toList());
        }
        shop.imageHas(NO_SHELL);
        RestorePlan plan = plan(Shop.restoreRequest(false));
        WorldView before = shop.sim().view();
        shop.imageHas(NOTHING);
        Problem problem =
                assertThrows(FlysnapException.class, () -> shop.restore().run(plan)).problem();
        assertEquals("verifier-missing", problem.code());
        assertEquals(before, shop.sim().view(), "the new volume and machine were removed");
    }

    @Test
    void aRestoreIsVerifiedBySqlite3AndTheAppRunsOnIt() {
        shop.imageHas(SQLITE3);
        var _ = shop.create();
        shop.verifyFor(Duration.ofMinutes(5));
        RestoreReport report =
                shop.restore()
                        .run(
                                plan(
                                        Shop.request(true)
                                                .checks(
                                                        new Checks(
                                                                CheckDepth.FULL,
                                                                List.of(
                                                                        Expectation.parse(
                                                                                "SELECT count(*) FROM orders",
                                                                                "=",
                                                                                "12"))))
                                                .build()));
        assertEquals(
                Optional.of("12"),
                report.verdict()
                        .flatMap(it -> it.expectations())
                        .flatMap(it -> it.getFirst().found()));
        assertEquals(
                "integrity_check", report.verdict().orElseThrow().databases().getFirst().check());
        var machine = shop.fly().machines().get(Shop.APP, report.machine().orElseThrow());
        assertEquals(MachineState.STARTED, machine.state());
        assertFalse(IdleCommand.isIn(machine.config().orElseThrow()));
        assertEquals(1, shop.writers().size());
    }

    @Test
    void damageThatSqlite3FindsIsNotPutInService() {
        shop.imageHas(SQLITE3);
        shop.disks().write(shop.volume().value(), "shop.db", "corrupt");
        var _ = shop.create();
        WorldView before = shop.sim().view();
        Problem problem =
                assertThrows(
                                FlysnapException.class,
                                () -> shop.restore().run(plan(Shop.restoreRequest(true))))
                        .problem();
        assertEquals("restored-data-bad", problem.code());
        assertTrue(problem.why().contains("row 1 missing from index"), problem.why());
        assertEquals(before, shop.sim().view());
    }

    @Test
    void aMoveIsVerifiedBySqlite3() {
        shop.imageHas(SQLITE3);
        RestorePlan plan = shop.movePlan(shop.nextRun());
        assertTrue(text(plan).contains("sqlite3 3.34.1"), text(plan));
        RestoreReport report = shop.restore().run(plan);
        assertTrue(report.verdict().orElseThrow().isFitForUse());
        assertEquals(1, shop.writers().size());
    }
}
