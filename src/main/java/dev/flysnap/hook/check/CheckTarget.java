package dev.flysnap.hook.check;

import dev.flysnap.hook.client.HookTransport;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import java.time.Duration;
import java.util.Optional;

/**
 * A hook to check, and what its transport allows to be checked.
 *
 * @param unauthorised the same transport without a valid token; empty where the caller sends no
 *     token
 * @param app whose hook it is, if known
 * @param machine which machine has to answer, if known
 * @param hold how long writers are held off: longer for a slow transport
 * @param carriesAnyRequest whether it can send any request: malformed ones, and several at once
 */
record CheckTarget(
        HookTransport transport,
        Optional<Unauthorised> unauthorised,
        Optional<AppName> app,
        Optional<MachineId> machine,
        Duration hold,
        boolean carriesAnyRequest)
        implements AutoCloseable {

    /** Transports for which a hook that requires its token answers 401. */
    record Unauthorised(HookTransport withoutToken, HookTransport withWrongToken) {}

    @Override
    public void close() {
        unauthorised.ifPresent(transports -> {
            transports.withoutToken().close();
            transports.withWrongToken().close();
        });
        transport.close();
    }
}
