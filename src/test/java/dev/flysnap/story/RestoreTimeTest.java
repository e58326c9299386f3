package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of a restore's time is flysnap's own; {@code bin/bench restore} looks at more. */
class RestoreTimeTest {
    @TempDir private Path state;

    @ParameterizedTest
    @ValueSource(ints = {1, 6})
    void aRestoreAddsLittleToWhatThePlatformTakes(int phase) {
        RestoreBenchMain.Run run = RestoreBenchMain.run(state, phase);
        assertFalse(run.isMissed(), run + " allows only " + run.allowed());
        assertFalse(run.added().isNegative(), run + " cannot be quicker than the platform");
    }
}
