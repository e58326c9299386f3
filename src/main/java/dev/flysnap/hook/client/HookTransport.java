package dev.flysnap.hook.client;

/** Carries requests to a hook. Sends each once. */
public interface HookTransport extends AutoCloseable {
    HookReply send(HookCall call);

    /** What {@code --via} calls it. */
    String name();

    /** How a message names where the hook is. */
    String where();

    @Override
    void close();
}
