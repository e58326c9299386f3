package dev.flysnap.restore.verify;

/** How thoroughly the databases on a new volume are checked before the app may use it. */
public enum VerifyLevel {
    /** Opened and read only. */
    NONE,
    /** {@code PRAGMA quick_check}: everything but UNIQUE and the content of indexes. */
    QUICK,
    /** {@code PRAGMA integrity_check}. */
    FULL;

    /** What is run, as the verdict names it. */
    public String checkName() {
        return switch (this) {
            case NONE -> "none";
            case QUICK -> "quick_check";
            case FULL -> "integrity_check";
        };
    }
}
