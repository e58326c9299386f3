package dev.flysnap.restore;

/** How far a run is to go on. */
public enum Onward {
    /** As far as it was asked to, when it was planned or since. */
    AS_PLANNED,
    /** To its cutover, though it was planned to end before. */
    CUTOVER,
    /** The same, and the old machine need not be stopped first if its host does not answer. */
    CUTOVER_UNFENCED
}
