package dev.flysnap.setup;

/** The kind of quiesce hook. */
public enum HookKind {
    /** flysnap's agent, which runs the app as its child. */
    AGENT,
    /**
     * No process of flysnap's: the Machines API runs sqlite3, sh and coreutils or BusyBox of the
     * image.
     */
    EXEC,
    /** The app itself answers the hook's HTTP requests. */
    OWN
}
