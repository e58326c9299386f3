package dev.flysnap.agent;

import dev.flysnap.contract.replace.UploadPart;
import dev.flysnap.hook.client.HookCall;
import dev.flysnap.hook.client.HookReply;
import dev.flysnap.hook.replace.ReplaceTransport;
import java.time.Duration;

/** Asks for half a second of trial where the caller asks for none: the app is to be seen up. */
record ShortTrial(ReplaceTransport to) implements ReplaceTransport {
    private static final String TRIAL = "trial_ms";

    @Override
    public HookReply send(HookCall call) {
        boolean isUsual = call.body().filter(it -> it.number(TRIAL).isPresent()).isEmpty();
        return to.send(
                call.verb().equals("replace") && isUsual
                        ? new HookCall(
                                call.verb(),
                                call.body().map(it -> it.with(TRIAL, 500)),
                                call.limit())
                        : call);
    }

    @Override
    public HookReply put(UploadPart part, byte[] bytes, Duration limit) {
        return to.put(part, bytes, limit);
    }

    @Override
    public int partBytes() {
        return to.partBytes();
    }

    @Override
    public String name() {
        return to.name();
    }

    @Override
    public String where() {
        return to.where();
    }

    @Override
    public void close() {
        to.close();
    }
}
