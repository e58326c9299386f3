package dev.flysnap.fly.http;

/** Holds calls back so that the platform's rate limits are kept. Safe for several threads. */
@FunctionalInterface
public interface Pacer {
    /**
     * Waits until one more {@code action} may be asked of {@code target}.
     *
     * @param action such as {@code machine.get}
     * @param target the machine's id, or the app's name where the action concerns no machine
     */
    void await(String action, String target);
}
