package dev.flysnap.journal;

/** Where a run stands, as its events say. */
public enum RunStatus {
    /** Interrupted, or at work right now in another process. */
    OPEN,
    FAILED,
    DONE,
    UNDONE,
    GIVEN_UP
}
