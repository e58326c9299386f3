package dev.flysnap.restore;

/** What a run's way back is to bring about. */
enum WayBack {
    /** After a failure before the commit: everything is as it was. */
    ROLLBACK,
    /** On the user's word, after the commit too: the old machine is the app again. */
    REVERT,
    /** What was made is kept; the old machine works again. */
    OLD_MACHINE_ONLY
}
