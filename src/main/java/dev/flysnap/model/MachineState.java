package dev.flysnap.model;

import java.util.Set;

/** The state of a machine, as the platform names it; names that flysnap does not know are kept. */
public record MachineState(String value) {
    public static final MachineState CREATED = new MachineState("created");
    public static final MachineState STARTED = new MachineState("started");
    public static final MachineState STOPPED = new MachineState("stopped");
    public static final MachineState SUSPENDED = new MachineState("suspended");
    public static final MachineState DESTROYED = new MachineState("destroyed");
    private static final Set<String> DEAD =
            Set.of("destroying", "destroyed", "migrated", "replaced");

    private static final Set<String> AT_REST =
            Set.of("created", "stopped", "failed", "launch_failed");

    /**
     * It does not run, and no request starts it. A suspended machine is not at rest: the first
     * request wakes it, and what is in its memory is not on the volume.
     */
    public boolean isAtRest() {
        return AT_REST.contains(value);
    }

    /**
     * Nothing ran in it when Fly said so. Stricter than {@link #isAtRest}: what Fly calls failed
     * proves nothing about what the machine did last.
     */
    public boolean isProvenStopped() {
        return equals(STOPPED) || equals(CREATED);
    }

    /** It will not come into service any more unless somebody starts it. */
    public boolean hasEnded() {
        return isDead() || equals(SUSPENDED) || (isAtRest() && !equals(CREATED));
    }

    /** Gone, or about to be. */
    public boolean isDead() {
        return DEAD.contains(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
