package dev.flysnap.hook.check;

import dev.flysnap.hook.client.HookTransport;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import java.time.Duration;
import java.util.Optional;

/**
 * A way to a hook, and which rules can be tried on it.
 *
 * @param unauthorised the same way with another token, or with none; absent where the caller brings
 *     no token
 * @param app whose it is, when it is known
 * @param machine which machine has to answer, when it is known
 * @param hold for how long writers are held: a way on which calls follow each other slowly needs
 *     more
 * @param isRaw every request can go on it, also one that is malformed, and several at once
 */
record CheckTarget(
        HookTransport transport,
        Optional<Unauthorised> unauthorised,
        Optional<AppName> app,
        Optional<MachineId> machine,
        Duration hold,
        boolean carriesAnyRequest)
        implements AutoCloseable {

    /** The ways on which a hook that wants its token answers 401. */
    record Unauthorised(HookTransport withoutToken, HookTransport withWrongToken) {}

    @Override
    public void close() {
        unauthorised.ifPresent(it -> {
            it.withoutToken().close();
            it.withWrongToken().close();
        });
        transport.close();
    }
}
