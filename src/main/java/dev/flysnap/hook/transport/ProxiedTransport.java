package dev.flysnap.hook.transport;

import dev.flysnap.hook.client.HookCall;
import dev.flysnap.hook.client.HookReply;
import dev.flysnap.hook.client.HookTransport;

/** Sends through a {@code fly proxy}, which is closed separately. */
record ProxiedTransport(HookTransport transport, String where) implements HookTransport {
    @Override
    public HookReply send(HookCall call) {
        return transport.send(call);
    }

    @Override
    public String name() {
        return "flyctl";
    }

    @Override
    public void close() {
        transport.close();
    }
}
