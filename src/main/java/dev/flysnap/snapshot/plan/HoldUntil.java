package dev.flysnap.snapshot.plan;

/** How long writers are kept off, besides the milliseconds that the quiesce itself needs. */
public enum HoldUntil {
    /**
     * Not at all: what was committed before the request is in the snapshot, and later commits may
     * be too.
     */
    QUIESCED,
    /** Until Fly has answered the request. */
    REQUESTED,
    /** Until the snapshot is {@code running}. */
    RUNNING,
    /** Until the snapshot is {@code created}: it <em>is</em> the state at one moment. */
    CREATED
}
