package dev.flysnap.restore.model;

/** How far a restore has come. */
public enum Milestone {
    VOLUME_READY,
    VERIFIER_STARTED,
    /** The copies are on the new volume. */
    VOLUME_FILLED,
    VERIFIER_STOPPED,
    /** A drill has seen whether the app comes up on the restored data. */
    APP_TRIED,
    /** From here on an undo puts the old machine back in service. */
    CUTOVER_BEGUN,
    OLD_CORDONED,
    OLD_METADATA_REMOVED,
    OLD_STOPPED,
    OLD_UNSCHEDULED,
    /** A move's snapshot holds everything: the old machine stood still from then on. */
    STILL_STOPPED_CONFIRMED,
    /** No other machine worked with the app's data. */
    SINGLE_WRITER_CONFIRMED,
    /** From here on the app may start on the new volume; only the user's undo reverses anything. */
    COMMITTED,
    NEW_UPDATED,
    NEW_STARTED,
    NEW_HEALTHY,
    IN_SERVICE,
    /** From here on the run can only be undone. */
    UNDO_BEGUN,
    OLD_METADATA_BACK,
    OLD_STARTED_AGAIN,
    OLD_UNCORDONED,
    NEW_CORDONED,
    NEW_METADATA_REMOVED,
    NEW_STOPPED,
    MACHINE_DELETED,
    VOLUME_DELETED,
    /** From here on there is no undo: the superseded machine and its volume are being deleted. */
    FINISH_BEGUN,
    OLD_MACHINE_DELETED,
    OLD_VOLUME_DELETED
}
