package dev.flysnap.restore.topology;

/** Whether a machine serves the data of a volume that it does not mount, from one of its name. */
enum SameData {
    /** Nothing speaks against it. */
    LIKELY,
    /** It is of another process group, and has its own. */
    NO,
    /** It is of another process group, which may be another name of the same. */
    UNCLEAR
}
