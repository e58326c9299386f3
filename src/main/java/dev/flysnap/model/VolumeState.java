package dev.flysnap.model;

import java.util.Set;

/** The state of a volume, as the platform names it; names that flysnap does not know are kept. */
public record VolumeState(String value) {
    public static final VolumeState CREATED = new VolumeState("created");

    /** Filled on demand from another host, and usable meanwhile. Source: Fly docs, Volumes. */
    private static final VolumeState HYDRATING = new VolumeState("hydrating");

    private static final Set<String> DEAD =
            Set.of(
                    "scheduling_destroy",
                    "pending_destroy",
                    "fork_cleanup",
                    "waiting_for_detach",
                    "destroying",
                    "destroyed");

    /** Deleted, or about to be: the API's list has these volumes too. */
    public boolean isDead() {
        return DEAD.contains(value);
    }

    /** Ready to be mounted. */
    public boolean isReady() {
        return equals(CREATED) || equals(HYDRATING);
    }

    @Override
    public String toString() {
        return value;
    }
}
