package dev.flysnap.journal;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonName;

/** Something that happened in a run. Events are only ever added. */
@JsonName("run-event")
public sealed interface RunEvent {
    /** A process begins to work on the run, for the {@code attempt}th time, counted from 1. */
    @JsonName("taken-up")
    record TakenUp(int attempt) implements RunEvent {}

    /** The step is about to be done. */
    @JsonName("intended")
    record Intended(Json step) implements RunEvent {}

    /** The step that was intended last is done; this is what it changed. */
    @JsonName("applied")
    record Applied(Json effect) implements RunEvent {}

    /** The work stopped here for now; the code of the problem and its three sentences. */
    @JsonName("failed")
    record Failed(String code, String what, String why, String next) implements RunEvent {}

    /** The process was asked to stop; it may still have given back some of what it had taken. */
    @JsonName("interrupted")
    record Interrupted() implements RunEvent {}

    /** Nothing is left to do. */
    @JsonName("ended")
    record Ended(RunStatus how) implements RunEvent {}
}
