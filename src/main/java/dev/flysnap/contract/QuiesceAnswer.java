package dev.flysnap.contract;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The databases are as {@link DatabaseState} says.
 *
 * @param lease what {@link ResumeRequest} has to name
 * @param expiresInMs when the hold ends by itself, counted from the moment at which the caller
 *     <em>sent</em> the request; 0 when nothing is held
 * @param app the Fly app that answers, when it knows
 * @param machineId the machine that answers, when it knows; nothing better than crash-consistent
 *     can be said without it
 * @param sqliteVersion of the library that did the checkpoint
 * @param appSqliteVersion of the library that the app itself uses, when the hook is another process
 *     and was told
 * @param warnings sentences for the operator
 * @param level how much of the contract is there, as {@link StatusAnswer#level} says it; absent
 *     where the hook does not tell
 */
public record QuiesceAnswer(
        String lease,
        long expiresInMs,
        Optional<String> app,
        Optional<String> machineId,
        String sqliteVersion,
        Optional<String> appSqliteVersion,
        List<DatabaseState> databases,
        Optional<List<String>> warnings,
        Optional<Integer> level) {
    public QuiesceAnswer {
        databases = List.copyOf(databases);
    }

    /** The same of a request that was sent so much earlier, for the first time. */
    public QuiesceAnswer countedFromEarlier(Duration by) {
        return new QuiesceAnswer(
                lease,
                expiresInMs > 0 ? expiresInMs + by.toMillis() : expiresInMs,
                app,
                machineId,
                sqliteVersion,
                appSqliteVersion,
                databases,
                warnings,
                level);
    }
}
