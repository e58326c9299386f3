package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import dev.flysnap.story.UndoCuts.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way back that dies; {@code bin/soak restore} does it at every point. */
class UndoCutTest {
    private static final int APART = Points.apart(4);

    @TempDir private Path states;

    @Test
    void anUndoBeforeTheCutoverThatWasCutAnywhereIsEndedByUndo() {
        cutMoreThan(5, "undo before the cutover", cuts(Kind.RESTORE, 2).undone());
    }

    @Test
    void anUndoAfterTheCutoverThatWasCutAnywhereIsEndedByUndo() {
        cutMoreThan(10, "undo after the cutover", cuts(Kind.CUTOVER, 3).undone());
    }

    @Test
    void aRollbackThatWasCutAnywhereIsEndedByUndoOrContinue() {
        cutMoreThan(10, "rollback", cuts(Kind.CUTOVER, 3).rolledBack());
    }

    @Test
    void anUndoOfAMoveThatWasCutAnywhereIsEndedByUndo() {
        cutMoreThan(8, "undo of a move", cuts(Kind.MOVE, 4).undone());
    }

    @Test
    void aRollbackOfAMoveThatWasCutAnywhereIsEndedByUndoOrContinue() {
        cutMoreThan(8, "rollback of a move", cuts(Kind.MOVE, 4).rolledBack());
    }

    private static void cutMoreThan(int few, String what, int points) {
        System.out.println(what + ": " + points + " points cut");
        assertTrue(points > few / APART, points + " points were cut");
    }

    private UndoCuts cuts(Kind kind, int step) {
        return new UndoCuts(states, kind, it -> it + APART * step);
    }
}
