package dev.flysnap.restore;

/** How far a restore has come. */
enum Milestone {
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
    /** From here on the app may start on the new volume, so nothing is taken back unasked. */
    COMMITTED,
    NEW_UPDATED,
    NEW_STARTED,
    NEW_HEALTHY,
    IN_SERVICE,
    OLD_METADATA_BACK,
    OLD_STARTED_AGAIN,
    OLD_UNCORDONED,
    NEW_CORDONED,
    NEW_WITHDRAWN,
    NEW_STOPPED,
    MACHINE_DELETED,
    VOLUME_DELETED
}
