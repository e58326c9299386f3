package dev.flysnap.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.snapshot.create.RecoveredRun;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code runs adopt} says. */
class RecoveryViewTest {
    @Test
    void aRunThatTheJournalKnowsIsBroughtToItsEndNotAlwaysContinued() {
        RunId failed = new RunId("run_0000000001");
        RunId over = new RunId("run_0000000002");
        assertEquals(
                """
                known   run_0000000001, a restore: failed.
                  next      flysnap undo run_0000000001
                known   run_0000000002, a restore: done.\
                """,
                new RecoveryView(
                                new AppName("shop"),
                                List.of(
                                        new RecoveredRun.Known(
                                                failed, RunKind.RESTORE, RunStatus.FAILED),
                                        new RecoveredRun.Known(
                                                over, RunKind.RESTORE, RunStatus.DONE)),
                                0,
                                run -> "flysnap undo " + run)
                        .text());
    }
}
