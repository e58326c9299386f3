package dev.flysnap.snapshot.plan;

import java.util.Optional;

/**
 * A volume's retention setting during a create that needs another one for its snapshot. Fly has the
 * setting for the volume only, and applies it to later snapshots. Source: Fly docs, Snapshots.
 *
 * @param before the setting that has to be restored, in days
 * @param current the setting as this process found it; absent = it has not read it yet
 * @param set whether the run's own was set
 * @param restored whether {@code before} was restored
 */
public record RetentionState(int before, Optional<Integer> current, boolean set, boolean restored) {
    static RetentionState seen(CreateEffect.RetentionSeen effect) {
        return new RetentionState(
                effect.days(), effect.now().or(() -> Optional.of(effect.days())), false, false);
    }

    RetentionState afterSet() {
        return new RetentionState(before, current, true, restored);
    }

    RetentionState afterRestored() {
        return new RetentionState(before, current, set, true);
    }

    /** Another process reads the setting again: others may have changed it. */
    RetentionState takenUp() {
        return new RetentionState(before, Optional.empty(), false, false);
    }

    boolean mustBeSet(int wanted) {
        return !set && !restored && !current.equals(Optional.of(wanted));
    }

    /** True from before the change is sent: it may have happened. */
    public boolean mustBeRestored(int wanted) {
        return !restored && before != wanted;
    }
}
