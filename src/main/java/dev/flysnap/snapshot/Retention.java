package dev.flysnap.snapshot;

import java.util.Optional;

/**
 * A volume's retention setting during a create that wants another one for its snapshot. Fly has the
 * setting for the volume only, and it counts for later snapshots. Source: Fly docs, Snapshots.
 *
 * @param before the setting that has to be put back, in days
 * @param now the setting as this process found it; absent = it has not looked yet
 * @param set whether the one that is wanted was set
 * @param restored whether the one before was put back
 */
record Retention(int before, Optional<Integer> now, boolean set, boolean restored) {
    static Retention seen(CreateEffect.RetentionSeen it) {
        return new Retention(it.days(), it.now().or(() -> Optional.of(it.days())), false, false);
    }

    Retention nowSet() {
        return new Retention(before, now, true, restored);
    }

    Retention nowRestored() {
        return new Retention(before, now, set, true);
    }

    /** In another process: others may have worked on the volume, so it looks again. */
    Retention takenUp() {
        return new Retention(before, Optional.empty(), false, false);
    }

    boolean hasToBeSet(int wanted) {
        return !set && !restored && !now.equals(Optional.of(wanted));
    }

    /** Counts from before the setting is changed: the change may have happened. */
    boolean isOwed(int wanted) {
        return !restored && before != wanted;
    }
}
