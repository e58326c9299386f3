package dev.flysnap.snapshot.plan;

/** What to do about the hook. */
public enum QuiescePolicy {
    /** No snapshot without it. */
    REQUIRED,
    /** Ask it; where it does not work, take the snapshot all the same and say what it is worth. */
    PREFER,
    /** Do not ask it. */
    OFF
}
