package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An unfenced cutover that dies; {@code bin/soak restore} does it at every point. */
class UnfencedCutTest {
    private static final int APART = Points.apart(2);

    @TempDir private Path states;

    @Test
    void anUnfencedCutoverThatWasCutAnywhereIsFinishedWithOneWriter() {
        int points = new UnfencedCuts(states, it -> it + 5 * APART).continued();
        System.out.println("unfenced, continued: " + points + " points cut");
        assertTrue(points > 12 / APART, points + " points were cut");
    }

    @Test
    void anUnfencedCutoverThatWasCutAnywhereCanBeTakenBack() {
        int points = new UnfencedCuts(states, it -> it + 6 * APART).undone();
        System.out.println("unfenced, undone: " + points + " points cut");
        assertTrue(points > 12 / APART, points + " points were cut");
    }
}
