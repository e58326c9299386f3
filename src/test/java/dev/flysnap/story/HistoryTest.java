package dev.flysnap.story;

import dev.flysnap.Points;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that is said of an app is untrue; {@code bin/soak histories} tells more of them. */
class HistoryTest {
    private static final long FIRST_SEED = 20261129;
    private static final int HISTORIES = 24 / Points.apart(6);

    @TempDir private Path states;

    @Test
    void whatIsSaidIsSoAndWhatIsRecommendedBringsTheAppBack() {
        for (int i = 0; i < HISTORIES; i++) {
            try (History history = new History(states.resolve("h" + i), FIRST_SEED + i)) {
                history.live();
            }
        }
        System.out.printf("%d histories from seed %d%n", HISTORIES, FIRST_SEED);
    }
}
