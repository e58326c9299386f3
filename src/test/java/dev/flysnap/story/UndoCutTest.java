package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.story.UndoCuts.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way back that dies; {@code bin/soak restore} does it at every point. */
class UndoCutTest {
    @TempDir private Path states;

    @Test
    void anUndoBeforeTheCutoverThatWasCutAnywhereIsEndedByUndo() {
        int points = cuts(Kind.RESTORE, 2).undone();
        System.out.println("undo before the cutover: " + points + " points cut");
        assertTrue(points > 5, points + " points were cut");
    }

    @Test
    void anUndoAfterTheCutoverThatWasCutAnywhereIsEndedByUndo() {
        int points = cuts(Kind.CUTOVER, 3).undone();
        System.out.println("undo after the cutover: " + points + " points cut");
        assertTrue(points > 10, points + " points were cut");
    }

    @Test
    void aRollbackThatWasCutAnywhereIsEndedByUndoOrContinue() {
        int points = cuts(Kind.CUTOVER, 3).rolledBack();
        System.out.println("rollback: " + points + " points cut");
        assertTrue(points > 10, points + " points were cut");
    }

    @Test
    void anUndoOfAMoveThatWasCutAnywhereIsEndedByUndo() {
        int points = cuts(Kind.MOVE, 4).undone();
        System.out.println("undo of a move: " + points + " points cut");
        assertTrue(points > 8, points + " points were cut");
    }

    @Test
    void aRollbackOfAMoveThatWasCutAnywhereIsEndedByUndoOrContinue() {
        int points = cuts(Kind.MOVE, 4).rolledBack();
        System.out.println("rollback of a move: " + points + " points cut");
        assertTrue(points > 8, points + " points were cut");
    }

    private UndoCuts cuts(Kind kind, int step) {
        return new UndoCuts(states, kind, it -> it + step);
    }
}
