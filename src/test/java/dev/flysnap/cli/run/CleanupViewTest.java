package dev.flysnap.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.cli.session.RunProblems;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.recovery.Cleanup;
import dev.flysnap.restore.run.UndoPreview;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@code cleanup} shows before it is told to go on. */
class CleanupViewTest {
    private static final AppName SHOP = new AppName("shop");

    @Test
    void aRunsItemSaysAllThatItDoesAndWhatCannotGoSaysWhy() {
        RunId id = new RunId("run_0000000001");
        RunRecord run =
                new RunRecord(
                        id,
                        RunKind.RESTORE,
                        SHOP,
                        Optional.empty(),
                        Instant.EPOCH,
                        Json.Obj.empty(),
                        Optional.empty());
        UndoPreview undo = undo(id, false);
        assertEquals(
                """
                Cleanup of shop:
                  undo    restore run_0000000001: removes machine 148e2345678901 and volume vol_4qk5xqz7y1mj8w2r; starts machine 148e0000000000 again, with its metadata
                  leave   What. Why.
                          next: Next\
                """,
                CleanupView.plan(
                        new Cleanup.Plan(
                                SHOP,
                                List.of(new Cleanup.Item.OfRun(run, undo)),
                                List.of(
                                        new Problem(
                                                "code",
                                                ExitCode.FAILED,
                                                "What.",
                                                "Why.",
                                                "Next")))));
    }

    @Test
    void anOldMachineThatUndoWouldLeaveIsNotSaidToStartAgain() {
        RunId id = new RunId("run_0000000001");
        RunRecord run =
                new RunRecord(
                        id,
                        RunKind.RESTORE,
                        SHOP,
                        Optional.empty(),
                        Instant.EPOCH,
                        Json.Obj.empty(),
                        Optional.empty());
        Cleanup.Item item = new Cleanup.Item.OfRun(run, undo(id, true));
        Cleanup.Plan plan = new Cleanup.Plan(SHOP, List.of(item), List.of());
        String words = CleanupView.plan(plan);
        assertTrue(words.endsWith("; leaves old machine 148e0000000000 as it is"), words);
        assertFalse(JsonText.print(CleanupView.json(plan)).contains("starts_machine"));
    }

    private static UndoPreview undo(RunId run, boolean oldStays) {
        return new UndoPreview(
                run,
                false,
                Optional.of(new MachineId("148e2345678901")),
                Optional.of(new VolumeId("vol_4qk5xqz7y1mj8w2r")),
                Optional.of(new MachineId("148e0000000000")),
                oldStays,
                false,
                Optional.of(new MachineId("148e0000000000")));
    }

    @Test
    void whatCouldNotGoIsToldTogetherAndEachNextStepOnce() {
        Problem one = new Problem("a", ExitCode.FAILED, "One stays.", "It is leased.", "Wait.");
        Problem two = new Problem("b", ExitCode.FAILED, "Two stays.", "It is leased.", "Wait.");
        Problem together = RunProblems.partlyCleaned(SHOP, List.of(one, two));
        assertEquals("partly-cleaned", together.code());
        assertEquals(ExitCode.PARTLY_DONE, together.exit());
        assertEquals(
                "Not everything of shop could be removed: One stays. Two stays.", together.what());
        assertEquals("Wait.", together.next());
    }
}
