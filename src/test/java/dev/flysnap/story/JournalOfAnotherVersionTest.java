package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.journal.RunEvent;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.settings.Switches;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal holds runs whose plans this version cannot read. */
class JournalOfAnotherVersionTest {
    private static final Json.Obj PLAN = JsonText.parseObject("{\"from\":\"the past\"}");
    private static final Json.Obj EFFECT =
            JsonText.parseObject("{\"kind\":\"volume-created\",\"volume\":\"vol_000000000000\"}");

    @TempDir private Path state;

    @Test
    void whatIsOverStandsInNobodysWayAndWhatIsNotIsNamed() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS)) {
            shop.create();
            RunId over = shop.nextRun();
            var _ = shop.journal().start(over, RunKind.RESTORE, Shop.APP, PLAN);
            shop.journal().add(over, new RunEvent.Applied(EFFECT));
            shop.journal().add(over, new RunEvent.Ended(RunStatus.DONE));
            Restore restore = shop.restore(CutPoint.NONE);
            assertEquals(List.of(), shop.pendingFences().retryAndReport(Shop.APP));
            var _ = restore.run(restore.plan(shop.nextRun(), Shop.restoreRequest(true)));

            RunId open = shop.nextRun();
            RunRecord record = shop.journal().start(open, RunKind.RESTORE, Shop.APP, PLAN);
            List<Problem> pending = shop.pendingFences().retryAndReport(Shop.APP);
            assertEquals(List.of("run-unreadable"), pending.stream().map(Problem::code).toList());
            assertTrue(pending.getFirst().next().contains(open.value()));
            Problem refused =
                    assertThrows(FlysnapException.class, () -> restore.undo(record)).problem();
            assertEquals(ExitCode.NEEDS_OPERATOR, refused.exit());
        }
    }
}
