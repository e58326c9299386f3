package dev.flysnap.restore.request;

/** How far a restore goes. */
public enum Goal {
    /** The volume only, under a name that no deploy takes. */
    VOLUME,
    /** A machine on it, whose verifier found the data fit for use; the app does not start. */
    VERIFIED,
    /** The app runs on it. */
    CUTOVER,
    /**
     * The same. In a request: even if the host of the old machine does not answer; in a plan: it
     * does not, so the app starts before the old machine is stopped.
     */
    CUTOVER_UNFENCED;

    public boolean isCutover() {
        return this == CUTOVER || this == CUTOVER_UNFENCED;
    }
}
