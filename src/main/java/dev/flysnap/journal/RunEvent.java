package dev.flysnap.journal;

import dev.flysnap.json.Json;

/** Something that happened in a run. Events are only ever added. */
public sealed interface RunEvent {
    /** A process begins to work on the run, for the {@code attempt}th time, counted from 1. */
    record TakenUp(int attempt) implements RunEvent {}

    /** The step is about to be done. */
    record Intended(Json step) implements RunEvent {}

    /** The step that was intended last is done; this is what it changed. */
    record Applied(Json effect) implements RunEvent {}

    /** The work stopped here for now; the code of the problem and its three sentences. */
    record Failed(String code, String what, String why, String next) implements RunEvent {}

    /** Nothing is left to do: {@code done}, {@code undone} or {@code given-up}. */
    record Ended(String how) implements RunEvent {}
}
