package dev.flysnap.cli.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.snapshot.fleet.FleetReport;
import dev.flysnap.snapshot.fleet.FleetResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a fleet's end looks like when not all went well. */
class FleetViewTest {
    private static final RunId RUN = new RunId("run_k3v9x2m7qa");
    private static final Problem BUSY =
            new Problem("snapshot-busy", ExitCode.FAILED, "Fly refused it.", "It is busy.", "Wait");
    private static final Problem COALESCED =
            new Problem(
                    "snapshot-coalesced", ExitCode.CHECK_NOT_MET, "Fly made none.", "Old.", "Wait");

    private static FleetResult part(String app, Optional<Problem> problem) {
        return new FleetResult(
                new AppName(app),
                Optional.of(new VolumeId("vol_4qk5xqz7y1mj8w2r")),
                Optional.of(RUN),
                Optional.empty(),
                problem);
    }

    @Test
    void theTableSaysWhichFailedWhyAndWhatToDo() {
        FleetReport report =
                new FleetReport(
                        RUN,
                        List.of(part("blog", Optional.empty()), part("shop", Optional.of(BUSY))));
        assertEquals(
                """
                APP   VOLUME                GRADE           SNAPSHOT
                blog  vol_4qk5xqz7y1mj8w2r  accepted        -
                shop  vol_4qk5xqz7y1mj8w2r  failed, exit 1  -
                shop vol_4qk5xqz7y1mj8w2r: snapshot-busy
                  Fly refused it. It is busy.
                  next: Wait
                0 of 2 snapshots created, 1 failed, 1 only requested (flysnap continue run_k3v9x2m7qa waits for them). Run run_k3v9x2m7qa.\
                """,
                new FleetView(report).text());
        assertEquals(1, new FleetView(report).json().number("failed").orElseThrow());
        Problem problem = report.problem().orElseThrow();
        assertEquals(ExitCode.PARTLY_DONE, problem.exit());
        assertTrue(problem.next().contains("flysnap continue " + RUN), problem.next());
    }

    @Test
    void whereFlyMadeNoneThereIsNothingToGoOnWith() {
        Problem problem =
                new FleetReport(
                                RUN,
                                List.of(
                                        part("blog", Optional.empty()),
                                        part("shop", Optional.of(COALESCED))))
                        .problem()
                        .orElseThrow();
        assertTrue(problem.next().contains("flysnap create"), problem.next());
    }
}
