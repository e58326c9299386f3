package dev.flysnap.model.sqlite;

import java.util.Locale;

/** How thoroughly a database is checked; each finds all that the ones before it find. */
public enum CheckDepth {
    /** Only whether it opens and can be read, and what it is. */
    NONE,
    /** {@code PRAGMA quick_check}: O(N); everything but UNIQUE and the content of indexes. */
    QUICK,
    /** {@code PRAGMA integrity_check}: O(N log N), indexes included. */
    FULL;

    /** What is run, as a verdict names it. */
    public String checkName() {
        return switch (this) {
            case NONE -> "none";
            case QUICK -> "quick_check";
            case FULL -> "integrity_check";
        };
    }

    public boolean isAtLeast(CheckDepth other) {
        return compareTo(other) >= 0;
    }

    /** As {@code --verify} and {@code --check} name it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
