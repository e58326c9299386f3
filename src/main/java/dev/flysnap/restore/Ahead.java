package dev.flysnap.restore;

/** As far as a run is to go forward. */
enum Ahead {
    /** As planned. */
    THE_END,
    /** And what the cutover replaced goes, on the user's word. */
    WITHOUT_THE_OLD,
    /** The old machine is stopped, and that is all. */
    OLD_STOPPED
}
