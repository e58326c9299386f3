package dev.flysnap.snapshot.create;

import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.RunId;

/** What came of one thing in the world that a run may have left, when its journal is lost. */
public sealed interface RecoveredRun {
    /**
     * A run that the journal did not know, and now does.
     *
     * @param found what is known of it, in words
     * @param next the command that goes on with it
     */
    record Recovered(RunId run, RunKind kind, String found, String next) implements RecoveredRun {}

    /** A run that the journal knows: nothing was done. */
    record Known(RunId run, RunKind kind, RunStatus status) implements RecoveredRun {}

    /**
     * Something that could not be adopted.
     *
     * @param what with the ids
     * @param next what to do about it
     */
    record NotRecovered(String what, String why, String next) implements RecoveredRun {}
}
