package dev.flysnap.hook.client;

/** Sends requests to a hook, each exactly once. */
public interface HookTransport extends AutoCloseable {
    HookReply send(HookCall call);

    /** Its name as a value of {@code --via}. */
    String name();

    /** Where the hook is, for messages. */
    String where();

    @Override
    void close();
}
