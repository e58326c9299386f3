package dev.flysnap.snapshot.plan;

import dev.flysnap.json.JsonName;

/** How long writers are held, besides the milliseconds that the quiesce itself needs. */
public enum HoldUntil {
    /**
     * Not at all: what was committed before the request is in the snapshot, and later commits may
     * be too.
     */
    @JsonName("quiesced")
    QUIESCED,
    /** Until Fly has answered the request. */
    @JsonName("requested")
    REQUESTED,
    /** Until the snapshot is {@code running}. */
    @JsonName("running")
    RUNNING,
    /** Until the snapshot is {@code created}: it <em>is</em> the state at one moment. */
    @JsonName("created")
    CREATED
}
