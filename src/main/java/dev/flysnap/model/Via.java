package dev.flysnap.model;

import java.util.Locale;

/** How a hook is reached. */
public enum Via {
    /** The first that works, nearest first. */
    AUTO,
    /** At the private address, from inside Fly or over WireGuard. */
    DIRECT,
    /** By a command that the Machines API runs inside the machine. */
    EXEC,
    /** By the app's public URL, with a header that picks the machine. */
    PUBLIC,
    /** Through {@code fly proxy}, started for the run. */
    FLYCTL;

    /** As users write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException with a sentence for the user, if {@code text} is none of
     *     these
     */
    public static Via parse(String text) {
        for (Via via : values()) {
            if (via.name().equals(text.toUpperCase(Locale.ROOT))) {
                return via;
            }
        }
        throw new IllegalArgumentException(
                "\"%s\" is no transport: use auto, direct, exec, public or flyctl".formatted(text));
    }
}
