package dev.flysnap.agent.setting;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How an agent is to run.
 *
 * @param copyToken the token of level 3, which is off without one
 * @param holdCeiling the longest hold that a caller may ask for
 * @param appSqliteVersion of the library that the app uses, when it is known
 * @param truncate whether WALs may be cut at all; they are only where that is known to be safe
 */
public record AgentSettings(
        InetSocketAddress listen,
        AgentToken token,
        Optional<AgentToken> copyToken,
        DatabaseSet databases,
        Duration holdCeiling,
        Optional<String> appSqliteVersion,
        boolean truncate,
        MachineIdentity identity) {
    private static final Pattern VERSION =
            Pattern.compile("\\d{1,2}\\.\\d{1,4}(\\.\\d{1,4}){0,2}([-+~][\\w.+~-]{1,60})?");

    private static final Duration LONGEST = Duration.ofMinutes(10);

    /**
     * @throws dev.flysnap.problem.FlysnapException if the ceiling is no time to hold for, the
     *     version is none, or both tokens are the same
     */
    public AgentSettings {
        if (copyToken.filter(it -> it.header().equals(token.header())).isPresent()) {
            throw AgentProblems.sameTokens().exception();
        }
        if (!holdCeiling.isPositive() || holdCeiling.compareTo(LONGEST) > 0) {
            throw AgentProblems.holdCeiling(holdCeiling.toMillis()).exception();
        }
        // What is no version is safe too, the WAL is not cut then; but nobody would hear of it.
        appSqliteVersion
                .filter(it -> !VERSION.matcher(it).matches())
                .ifPresent(text -> {
                    throw AgentProblems.appSqliteVersion(text).exception();
                });
    }
}
