package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way back that dies; {@code bin/soak restore} does it at every point. */
class UndoCutTest {
    @TempDir private Path states;

    @Test
    void anUndoBeforeTheCutoverThatWasCutAnywhereIsEndedByUndo() {
        int points = cuts(2).undone(false);
        System.out.println("undo before the cutover: " + points + " points cut");
        assertTrue(points > 5, points + " points were cut");
    }

    @Test
    void anUndoAfterTheCutoverThatWasCutAnywhereIsEndedByUndo() {
        int points = cuts(3).undone(true);
        System.out.println("undo after the cutover: " + points + " points cut");
        assertTrue(points > 10, points + " points were cut");
    }

    @Test
    void aRollbackThatWasCutAnywhereIsEndedByUndoOrContinue() {
        int points = cuts(3).rolledBack();
        System.out.println("rollback: " + points + " points cut");
        assertTrue(points > 10, points + " points were cut");
    }

    private UndoCuts cuts(int step) {
        return new UndoCuts(states, it -> it + step);
    }
}
