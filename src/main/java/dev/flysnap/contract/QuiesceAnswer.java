package dev.flysnap.contract;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a quiesce.
 *
 * @param lease to be named by {@link ResumeRequest}
 * @param expiresInMs when the hold ends by itself, counted from the moment at which the caller
 *     <em>sent</em> the request; 0 when nothing is held
 * @param app the Fly app that answers, when it knows
 * @param machineId the machine that answers, when it knows; without it the grade is at most
 *     crash-consistent
 * @param sqliteVersion of the library that made the checkpoint
 * @param appSqliteVersion of the library that the app itself uses, when the hook is another process
 *     and knows
 * @param warnings sentences for the operator
 * @param level of the contract, see {@link StatusAnswer#level}; absent where the hook does not tell
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

    /** The same answer with its times counted from a first request that was sent earlier. */
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
