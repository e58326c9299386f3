package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.fault.Fault;
import dev.flysnap.sim.settings.Switches;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every fault of the simulator at the first call of each kind that a restore with cutover makes: it
 * ends in done, in the world as it was, or needs an operator and says how; doing that repairs it.
 */
class RestoreFaultsTest {
    private static final List<String> CALLS =
            List.of(
                    "apps.get",
                    "platform.regions",
                    "platform.placements",
                    "volumes.list",
                    "volumes.create",
                    "volumes.get",
                    "snapshots.list",
                    "machines.list",
                    "machines.create",
                    "machines.get",
                    "machines.wait",
                    "machines.exec",
                    "machines.cordon",
                    "machines.stop",
                    "machines.update",
                    "machines.start",
                    "machines.uncordon",
                    "metadata.get",
                    "metadata.delete",
                    "lease.acquire",
                    "lease.release");

    private static final Set<String> CHANGES =
            Set.of(
                    "volumes.create",
                    "machines.create",
                    "machines.cordon",
                    "machines.stop",
                    "machines.update",
                    "machines.start",
                    "machines.uncordon",
                    "metadata.delete");

    private static final int APART = 7;

    @TempDir private Path states;
    private final Map<String, Integer> calls = new HashMap<>();
    private int runs;
    private String imageHas = "@flysnap yes\n@done";
    private WorldView before;
    private WorldView done;

    @BeforeEach
    void undisturbed() {
        try (Shop shop = shopWithSnapshot()) {
            before = shop.sim().view();
            shop.sim()
                    .faults()
                    .setRule((call, _, _) -> {
                        calls.merge(call, 1, Integer::sum);
                        return Optional.empty();
                    });
            Restore restore = shop.restore();
            var _ = restore.run(restore.plan(shop.nextRun(), Shop.restoreRequest(true)));
            done = shop.sim().view();
        }
    }

    @Test
    void oneFaultAtTheFirstOfEachCall() {
        int turn = 0;
        for (String call : CALLS) {
            for (String kind : Points.inTurn(turn++, APART, FaultKinds.names())) {
                tried(FaultKinds.fault(call, 1, kind));
            }
        }
        assertTrue(runs >= CALLS.size() * (FaultKinds.names().size() / APART));
        System.out.println("restore with one fault: " + runs + " runs");
    }

    @Test
    void oneFaultAtTheSecondOfEachChange() {
        int turn = 0;
        for (String call :
                List.of("machines.stop", "machines.get", "machines.wait", "metadata.delete")) {
            for (String kind : Points.inTurn(turn++, APART, FaultKinds.names())) {
                tried(FaultKinds.fault(call, 2, kind));
            }
        }
    }

    /** Of the plan, and of the verifier: it is asked again, or looked at later. */
    @Test
    void oneFaultAtEachExecOfEachVerifier() {
        for (String has : List.of("@flysnap yes\n@done", "@sqlite3 3.40.1\n@done")) {
            imageHas = has;
            int execs = has.contains("sqlite3") ? 4 : 2;
            for (int nth = 1; nth <= execs; nth++) {
                for (String kind : Points.inTurn(nth, APART, FaultKinds.names())) {
                    tried(FaultKinds.fault("machines.exec", nth, kind));
                }
            }
        }
    }

    /** One kind each, in turn: also of the looks after the last change. */
    @Test
    void oneWrongAnswerAtEachLaterCall() {
        List<String> kinds = FaultKinds.wrongAnswers();
        for (String call : CALLS) {
            int nth = 2;
            while (calls.getOrDefault(call, 0) >= nth) {
                tried(FaultKinds.fault(call, nth, kinds.get(runs % kinds.size())));
                nth += Points.apart(4);
            }
        }
        System.out.println("restore with a wrong answer at a later call: " + runs + " runs");
        assertTrue(runs > 30 / Points.apart(4), runs + " runs");
    }

    /** Whether the change happened can be looked at: nobody has to continue the run by hand. */
    private static boolean isLostAnswerToAChange(Fault fault) {
        boolean isLost =
                switch (fault.kind()) {
                    case Fault.Kind.CutBefore _, Fault.Kind.CutAfter _, Fault.Kind.HalfBody _ ->
                            true;
                    case Fault.Kind.Status status ->
                            status.code() == 200 || status.code() == 408 || status.code() >= 500;
                    case Fault.Kind.Stall _ -> false;
                };
        return isLost && CHANGES.contains(fault.call().value());
    }

    private void tried(Fault fault) {
        runs++;
        String when = "with " + fault;
        try (Shop shop = shopWithSnapshot()) {
            shop.sim().faults().queue(fault);
            RunId run = shop.nextRun();
            Optional<FlysnapException> failure = Optional.empty();
            try {
                Restore restore = shop.restore();
                var _ = restore.run(restore.plan(run, Shop.restoreRequest(true)));
            } catch (FlysnapException e) {
                failure = Optional.of(e);
            }
            assertTrue(shop.sim().faults().pending().isEmpty(), when + " nothing was hit");
            Optional<RunRecord> record = shop.journal().run(run);
            assertTrue(
                    failure.isEmpty() || !isLostAnswerToAChange(fault),
                    "an answer was lost, and a person has to go on " + when);
            if (failure.isEmpty()) {
                assertEquals(done, shop.sim().view(), when);
                return;
            }
            when += ": " + failure.get().getMessage();
            if (failure.get().problem().exit() == ExitCode.NEEDS_OPERATOR) {
                assertTrue(failure.get().problem().next().contains(run.value()), when);
                var _ = shop.restore().continueRun(record.orElseThrow());
                assertEquals(done, shop.sim().view(), when);
                assertEquals(RunStatus.DONE, shop.journal().status(run), when);
            } else {
                assertEquals(before, shop.sim().view(), when);
                assertTrue(
                        record.isEmpty() || shop.journal().status(run) == RunStatus.UNDONE, when);
            }
        }
    }

    private Shop shopWithSnapshot() {
        runsMade++;
        Shop shop = new Shop(states.resolve("s" + runsMade), Switches.DEFAULTS);
        shop.imageHas(imageHas);
        var _ = shop.create();
        return shop;
    }

    private int runsMade;
}
