package dev.flysnap.restore.model;

/** How far a restore has come. */
public enum Milestone {
    VOLUME_READY,
    VERIFIER_STARTED,
    VERIFIER_STOPPED,
    /**
     * From here on the way back puts the old machine to work again, whatever had been done to it.
     */
    CUTOVER_BEGUN,
    OLD_CORDONED,
    OLD_WITHDRAWN,
    OLD_STOPPED,
    OLD_UNSCHEDULED,
    /** A move's snapshot holds everything: the old machine stood still from then on. */
    STILL_CONFIRMED,
    /** Nobody else worked with the app's data just then. */
    ALONE_CONFIRMED,
    /** From here on the app may start on the new volume, so nothing is taken back unasked. */
    COMMITTED,
    NEW_UPDATED,
    NEW_STARTED,
    NEW_HEALTHY,
    IN_SERVICE,
    /** From here on a run goes back only. */
    UNDO_BEGUN,
    OLD_METADATA_BACK,
    OLD_STARTED_AGAIN,
    OLD_UNCORDONED,
    NEW_CORDONED,
    NEW_WITHDRAWN,
    NEW_STOPPED,
    MACHINE_DELETED,
    VOLUME_DELETED,
    /** From here on there is no way back: the old machine and its volume are being removed. */
    FINISH_BEGUN,
    OLD_MACHINE_DELETED,
    OLD_VOLUME_DELETED
}
