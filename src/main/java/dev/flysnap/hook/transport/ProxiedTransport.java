package dev.flysnap.hook.transport;

import dev.flysnap.hook.client.HookCall;
import dev.flysnap.hook.client.HookReply;
import dev.flysnap.hook.client.HookTransport;

/** Through a {@code fly proxy}, which goes on without it. */
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
