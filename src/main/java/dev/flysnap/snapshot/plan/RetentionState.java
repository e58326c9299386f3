package dev.flysnap.snapshot.plan;

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
public record RetentionState(int before, Optional<Integer> current, boolean set, boolean restored) {
    static RetentionState seen(CreateEffect.RetentionSeen it) {
        return new RetentionState(
                it.days(), it.now().or(() -> Optional.of(it.days())), false, false);
    }

    RetentionState afterSet() {
        return new RetentionState(before, current, true, restored);
    }

    RetentionState afterRestored() {
        return new RetentionState(before, current, set, true);
    }

    /** In another process: others may have worked on the volume, so it looks again. */
    RetentionState takenUp() {
        return new RetentionState(before, Optional.empty(), false, false);
    }

    boolean mustBeSet(int wanted) {
        return !set && !restored && !current.equals(Optional.of(wanted));
    }

    /** Counts from before the setting is changed: the change may have happened. */
    public boolean mustBeRestored(int wanted) {
        return !restored && before != wanted;
    }
}
