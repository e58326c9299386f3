package dev.flysnap.hook;

/** Carries requests to a hook. Sends each once. */
interface HookWay extends AutoCloseable {
    HookReply send(HookCall call);

    /** What {@code --via} calls it. */
    String name();

    /** How a message names where the hook is. */
    String where();

    @Override
    void close();
}
