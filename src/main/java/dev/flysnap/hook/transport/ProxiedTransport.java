package dev.flysnap.hook.transport;

import dev.flysnap.contract.replace.UploadPart;
import dev.flysnap.hook.client.HookCall;
import dev.flysnap.hook.client.HookReply;
import dev.flysnap.hook.replace.ReplaceTransport;
import java.time.Duration;

/** Sends through a {@code fly proxy}, which is closed separately. */
record ProxiedTransport(ReplaceTransport transport, String where) implements ReplaceTransport {
    @Override
    public HookReply send(HookCall call) {
        return transport.send(call);
    }

    @Override
    public HookReply put(UploadPart part, byte[] bytes, Duration limit) {
        return transport.put(part, bytes, limit);
    }

    @Override
    public int partBytes() {
        return transport.partBytes();
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
