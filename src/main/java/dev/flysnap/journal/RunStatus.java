package dev.flysnap.journal;

import dev.flysnap.json.JsonName;

/** The status of a run, computed from its events. */
public enum RunStatus {
    /** Interrupted, or still running in another process. */
    OPEN,
    FAILED,
    DONE,
    UNDONE,
    @JsonName("given-up")
    GIVEN_UP
}
