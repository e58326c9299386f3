package dev.flysnap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.NeedsTool;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code bin/soak litestream} does the same 200 times by each way. */
@Timeout(180)
@NeedsTool({"litestream", "sqlite3"})
class LitestreamRoundsTest {
    @TempDir private Path work;

    @ParameterizedTest
    @CsvSource({"AGENT, 20", "EXEC, 5"})
    void theReplicaGoesOnWithoutAFreshCopy(LitestreamRounds.By by, int quiesces) throws Exception {
        LitestreamRounds.Result result = new LitestreamRounds(work).run(by, quiesces);
        assertEquals(List.of(), result.refusals());
        assertTrue(result.commits() > quiesces / 4, result::toString);
        assertEquals(0, result.lost(), result::toString);
        assertEquals("ok", result.integrity());
        assertEquals(2, result.fullCopies(), result::toString);
    }
}
