package dev.flysnap.restore.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verifier as a process. */
class VerifierProcessTest {
    @Test
    void aVerdictThatCannotBeWrittenIsNamedWithItsFile(@TempDir Path volume) {
        Path nowhere = volume.resolve("no/such/folder/verdict.json");
        VolumeCheck check = new VolumeCheck(volume, CheckDepth.NONE, List.of());
        Problem problem =
                assertThrows(FlysnapException.class, () -> new VerifierProcess(nowhere).run(check))
                        .problem();
        assertEquals("verdict-not-written", problem.code());
        assertTrue(problem.what().contains(nowhere.toString()), problem.what());
        assertTrue(problem.next().contains("--verdict FILE"), problem.next());
    }
}
