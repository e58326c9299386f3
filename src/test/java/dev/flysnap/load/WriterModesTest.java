package dev.flysnap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.NeedsTool;
import dev.flysnap.Points;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Writers at full speed, which leave hardly a gap; {@code bin/soak writers} tries all modes. */
@Timeout(300)
class WriterModesTest {
    private static final int QUIESCES = 10 / Points.apart(2);
    private static final int BY_EXEC = 5;

    @TempDir private Path work;

    /** The hardest first: the others have their turn where all points are taken. */
    private static List<WriterModes.Mode> byExec() {
        return Points.inTurn(
                0,
                3,
                List.of(
                        new WriterModes.Mode("delete", "normal", 4, 1),
                        new WriterModes.Mode("wal", "normal", 4, 1),
                        new WriterModes.Mode("truncate", "full", 1, 1)));
    }

    private static List<WriterModes.Mode> byAgent() {
        return Points.inTurn(
                0,
                3,
                List.of(
                        new WriterModes.Mode("delete", "normal", 1, 3),
                        new WriterModes.Mode("persist", "full", 1, 1),
                        new WriterModes.Mode("truncate", "normal", 4, 1)));
    }

    @ParameterizedTest
    @NeedsTool("sqlite3")
    @MethodSource("byExec")
    void eachQuiesceByExecFindsAGap(WriterModes.Mode mode) throws Exception {
        assertAllGood(new WriterModes(work).run(mode, SoakQuiescer.Way.EXEC, BY_EXEC));
    }

    @ParameterizedTest
    @MethodSource("byAgent")
    void eachQuiesceFindsAGap(WriterModes.Mode mode) throws Exception {
        assertAllGood(new WriterModes(work).run(mode, SoakQuiescer.Way.AGENT, QUIESCES));
    }

    private static void assertAllGood(WriterModes.Result result) {
        assertEquals(List.of(), result.refusals());
        assertEquals(List.of(), result.losses());
    }
}
