package dev.flysnap.snapshot;

/**
 * A volume's retention setting during a create that wants another one for its snapshot. Fly has the
 * setting for the volume only, and it counts for later snapshots. Source: Fly docs, Snapshots.
 *
 * @param before the setting as it was found, in days
 * @param set whether the one that is wanted was set
 * @param restored whether the one before was put back
 */
record Retention(int before, boolean set, boolean restored) {
    Retention nowSet() {
        return new Retention(before, true, restored);
    }

    Retention nowRestored() {
        return new Retention(before, set, true);
    }
}
