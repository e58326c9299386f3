package dev.flysnap.restore.request;

/** How far a restore goes. */
public enum Goal {
    /** Only the volume, under a name that no deploy uses. */
    VOLUME,
    /** Also a machine, whose verifier has checked the data; the app does not start. */
    VERIFIED,
    /** The same, and then all that was made is removed, whatever was found. */
    TRIAL,
    /** The app runs on the new machine. */
    CUTOVER,
    /**
     * The same. In a request: even if the host of the old machine does not answer. In a plan: it
     * does not answer, so the app starts before the old machine is stopped.
     */
    CUTOVER_UNFENCED;

    public boolean isCutover() {
        return this == CUTOVER || this == CUTOVER_UNFENCED;
    }
}
