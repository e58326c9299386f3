package dev.flysnap.snapshot.plan;

import dev.flysnap.json.JsonName;

/** Whether the hook has to quiesce the databases. */
public enum QuiescePolicy {
    /** No snapshot without a quiesce. */
    @JsonName("required")
    REQUIRED,
    /** Call the hook; if it fails, take the snapshot anyway, with a lower grade. */
    @JsonName("prefer")
    PREFER,
    /** Do not call the hook. */
    @JsonName("off")
    OFF
}
