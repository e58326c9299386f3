package dev.flysnap.fly.http;

/** Delays calls to stay within Fly's rate limits. Thread-safe. */
@FunctionalInterface
public interface Pacer {
    /**
     * Waits until one more {@code action} on {@code target} may be sent.
     *
     * @param action such as {@code machine.get}
     * @param target the machine's id, or the app's name where the action is not about a machine
     */
    void await(String action, String target);
}
