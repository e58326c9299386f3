package dev.flysnap.journal;

import dev.flysnap.json.JsonName;

/** The status of a run, computed from its events. */
public enum RunStatus {
    /** Interrupted, or at work right now in another process. */
    @JsonName("open")
    OPEN,
    @JsonName("failed")
    FAILED,
    @JsonName("done")
    DONE,
    @JsonName("undone")
    UNDONE,
    @JsonName("given-up")
    GIVEN_UP
}
