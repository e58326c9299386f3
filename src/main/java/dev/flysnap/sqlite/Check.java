package dev.flysnap.sqlite;

/** How thoroughly a database is verified. */
public enum Check {
    /** Only whether it opens, and what it is. */
    NONE,
    /** {@code quick_check}: O(N); skips UNIQUE and what is in the indexes. */
    QUICK,
    /** {@code integrity_check}: O(N log N), indexes included. */
    FULL
}
