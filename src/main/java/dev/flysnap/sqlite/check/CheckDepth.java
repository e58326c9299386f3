package dev.flysnap.sqlite.check;

/** How thoroughly a database is verified. */
public enum CheckDepth {
    /** Only whether it opens, and what it is. */
    NONE,
    /** {@code quick_check}: O(N); skips UNIQUE and what is in the indexes. */
    QUICK,
    /** {@code integrity_check}: O(N log N), indexes included. */
    FULL
}
