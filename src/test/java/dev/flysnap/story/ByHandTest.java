package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.json.Json;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.sim.fault.Fault;
import dev.flysnap.sim.settings.Switches;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person types who has to do the way back without flysnap. */
class ByHandTest {
    private static final Fault.Kind REFUSED = Fault.status(422, "{\"error\":\"not now\"}");

    @TempDir private Path state;
    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(state, Switches.DEFAULTS);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void afterTheCommitTheListNamesEverythingAndWhatNoCommandDoes() {
        machineWithScheduleAndReleaseName();
        var _ = shop.create();
        RunId run = shop.nextRun();
        RestoreReport report =
                shop.restore().run(shop.restore().plan(run, Shop.restoreRequest(true)));
        Problem problem = undoFails(run, "machines.cordon");
        String fresh = report.machine().orElseThrow().value();
        String old = shop.machine().value();
        String hand = problem.next().split(", or by hand: ", 2)[1];
        assertEquals(
                ("fly machine cordon %1$s --app shop; fly machine stop %1$s --app shop;"
                                + " fly machine update %2$s --app shop --skip-start --yes --metadata fly_platform_version=v2"
                                + " --metadata fly_process_group=app --metadata 'fly_release_id=r 1; it'\\''s new';"
                                + " fly machine update %2$s --app shop --skip-start --yes --schedule daily;"
                                + " fly machine start %2$s --app shop; fly machine uncordon %2$s --app shop."
                                + " The machine %1$s then still bears the platform's metadata, by which a deploy starts it"
                                + " beside the old one: do not deploy before flysnap undo %3$s has taken that away")
                        .formatted(fresh, old, run),
                hand);
    }

    @Test
    void whereNothingIsLeftToDoByHandNothingIsPromised() {
        var _ = shop.create();
        RunId run = shop.nextRun();
        shop.sim()
                .faults()
                .setRule((operation, _, _) ->
                        operation.equals("volumes.create")
                                ? Optional.of(REFUSED)
                                : Optional.empty());
        Problem problem =
                assertThrows(
                                FlysnapException.class,
                                () ->
                                        shop.restore()
                                                .run(
                                                        shop.restore()
                                                                .plan(
                                                                        run,
                                                                        Shop.restoreRequest(true))))
                        .problem();
        assertFalse(problem.next().contains("by hand"), problem.next());
    }

    @Test
    void whatStandsInTheWayIsToldBeforeTheUndo() {
        var _ = shop.create();
        RunId run = shop.nextRun();
        var _ = shop.restore().run(shop.restore().plan(run, Shop.restoreRequest(true)));
        var _ =
                shop.sim()
                        .change(turn -> {
                            dev.flysnap.sim.event.AppRules.setHostUnreachable(
                                    turn, shop.machine().value(), true);
                            return true;
                        });
        Problem problem =
                assertThrows(
                                FlysnapException.class,
                                () -> shop.restore().undo(shop.journal().run(run).orElseThrow()))
                        .problem();
        int undo = problem.next().indexOf("flysnap undo " + run);
        assertTrue(undo > 0, problem.next());
    }

    private Problem undoFails(RunId run, String operation) {
        shop.sim()
                .faults()
                .setRule((its, _, _) ->
                        its.equals(operation) ? Optional.of(REFUSED) : Optional.empty());
        return assertThrows(
                        FlysnapException.class,
                        () -> shop.restore().undo(shop.journal().run(run).orElseThrow()))
                .problem();
    }

    private void machineWithScheduleAndReleaseName() {
        Json.Obj config =
                shop.fly().machines().get(Shop.APP, shop.machine()).config().orElseThrow();
        Json.Obj metadata =
                config.object("metadata").orElseThrow().with("fly_release_id", "r 1; it's new");
        shop.configure(config.with("metadata", metadata).with("schedule", "daily"));
    }
}
