package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A move, and the finish after it, that die; {@code bin/soak restore} does it at every point. Here
 * the points of a move's own steps are cut more densely: {@link PowerCutTest} cuts those of a
 * restore.
 */
class MoveCutTest {
    /** By then the old machine stands still, and its snapshot is there. */
    private static final int OWN_POINTS = 100;

    private static final int APART = Points.apart(4);

    @TempDir private Path states;

    @Test
    void aMoveThatWasCutAnywhereIsFinishedByContinue() {
        int points = cuts(3, 8).continued();
        System.out.println("move, continued: " + points + " points cut");
        assertTrue(points > 30 / APART, points + " points were cut");
    }

    @Test
    void aMoveThatWasCutAnywhereCanBeUndone() {
        int points = cuts(4, 9).undone();
        System.out.println("move, undone: " + points + " points cut");
        assertTrue(points > 25 / APART, points + " points were cut");
    }

    @Test
    void aFinishThatWasCutAnywhereIsFinishedByContinue() {
        int points = cuts(3, 3).finished();
        System.out.println("finish, continued: " + points + " points cut");
        assertTrue(points > 5 / APART, points + " points were cut");
    }

    private MoveCuts cuts(int step, int laterStep) {
        return new MoveCuts(states, it -> it + APART * (it < OWN_POINTS ? step : laterStep));
    }
}
