package dev.flysnap.snapshot.create;

import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.RunId;

/** The result of recovering one run whose journal is lost, from what it left on Fly. */
public sealed interface RecoveredRun {
    /**
     * A run that was added to the journal.
     *
     * @param found a description of what was found
     * @param next the command that continues it
     */
    record Recovered(RunId run, RunKind kind, String found, String next) implements RecoveredRun {}

    /** A run that the journal knows already: nothing was done. */
    record Known(RunId run, RunKind kind, RunStatus status) implements RecoveredRun {}

    /**
     * Something that could not be recovered.
     *
     * @param what with the ids
     * @param next what to do about it
     */
    record NotRecovered(String what, String why, String next) implements RecoveredRun {}
}
