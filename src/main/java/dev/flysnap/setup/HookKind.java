package dev.flysnap.setup;

/** What is to answer beside the database. */
public enum HookKind {
    /** flysnap's own, around the app. */
    AGENT,
    /**
     * Nothing that runs: sqlite3, sh and coreutils or BusyBox in the image, through the Machines
     * API.
     */
    EXEC,
    /** The app itself, with a few lines of HTTP. */
    OWN
}
