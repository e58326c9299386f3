package dev.flysnap.sqlite;

/** How hard a checkpoint tries. FULL and RESTART do nothing that these two do not do better. */
public enum CheckpointMode {
    /** Copies what it can without keeping anybody waiting. */
    PASSIVE,
    /** Waits for readers, keeps writers waiting meanwhile, and cuts the WAL. */
    TRUNCATE
}
