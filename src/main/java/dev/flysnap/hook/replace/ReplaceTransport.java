package dev.flysnap.hook.replace;

import dev.flysnap.contract.replace.UploadPart;
import dev.flysnap.hook.client.HookReply;
import dev.flysnap.hook.client.HookTransport;
import java.time.Duration;

/** A transport that carries parts of files, too. It shows the copy token. */
public interface ReplaceTransport extends HookTransport {
    /** Sends one part, once. */
    HookReply put(UploadPart part, byte[] bytes, Duration limit);

    /** How much one part carries, in bytes. */
    int partBytes();
}
