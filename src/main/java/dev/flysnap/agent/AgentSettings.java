package dev.flysnap.agent;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * How an agent is to run.
 *
 * @param holdCeiling the longest hold that a caller may ask for
 * @param appSqliteVersion of the library that the app uses, when it is known
 * @param truncate whether WALs may be cut at all; they are only where that is known to be safe
 */
public record AgentSettings(
        InetSocketAddress listen,
        HookToken token,
        DatabaseSet databases,
        Duration holdCeiling,
        Optional<String> appSqliteVersion,
        boolean truncate,
        Identity identity) {
    public static final Duration DEFAULT_HOLD_CEILING = Duration.ofSeconds(10);
}
