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

    /** Gone, or about to be. */
    public boolean isDead() {
        return DEAD.contains(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
