package dev.flysnap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.NeedsTool;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Writers at full speed, which leave hardly a gap; {@code bin/soak writers} tries all modes. */
@Timeout(300)
class WriterModesTest {
    private static final int QUIESCES = 10;
    private static final int BY_EXEC = 5;

    @TempDir private Path work;

    @ParameterizedTest
    @NeedsTool("sqlite3")
    @CsvSource({"wal, normal, 4, 1", "delete, normal, 4, 1", "truncate, full, 1, 1"})
    void eachQuiesceByExecFindsAGap(String journal, String synchronous, int writers, int databases)
            throws Exception {
        WriterModes.Result result =
                new WriterModes(work)
                        .byExec(
                                new WriterModes.Mode(journal, synchronous, writers, databases),
                                BY_EXEC);
        assertEquals(List.of(), result.refusals());
    }

    @ParameterizedTest
    @CsvSource({"delete, normal, 1, 3", "persist, full, 1, 1", "truncate, normal, 4, 1"})
    void eachQuiesceFindsAGap(String journal, String synchronous, int writers, int databases)
            throws Exception {
        WriterModes.Result result =
                new WriterModes(work)
                        .run(
                                new WriterModes.Mode(journal, synchronous, writers, databases),
                                QUIESCES);
        assertEquals(List.of(), result.refusals());
        assertEquals(List.of(), result.losses());
    }
}
