package dev.flysnap.hook.client;

import dev.flysnap.contract.CheckAnswer;
import dev.flysnap.contract.FilesAnswer;
import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Resumed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Calls the hook of one machine over one transport. Every method throws {@link
 * dev.flysnap.problem.FlysnapException} if the hook does not do what was requested.
 */
public interface Quiescer extends AutoCloseable {

    /** Changes nothing. */
    StatusAnswer status();

    /**
     * Syncs the databases to the device and holds writers off until {@link #resume}, or until
     * {@code hold} has passed.
     *
     * @param attempt the idempotency key: for the same one the hook returns the same lease
     * @param hold zero for no longer than the work itself needs
     * @param databases their names; empty for all
     */
    Quiesced quiesce(String attempt, Duration hold, List<String> databases);

    /** Releases writers, and returns whether they had been held off until now. */
    Resumed resume(String lease);

    /**
     * Checks the databases while the app uses them, and waits until that is done. Reads them in one
     * transaction each: writers go on, and WALs grow meanwhile. A hook need not be able to.
     *
     * @param attempt the idempotency key: for the same one the hook goes on with the same check
     * @param databases their names; empty for all
     * @param limit for the check of one database, and for the wait
     */
    default CheckAnswer check(
            String attempt, CheckDepth depth, List<String> databases, Duration limit) {
        throw HookProblems.checkUnsupported("this machine").exception();
    }

    /** Every SQLite file on the volume, as the hook sees it; empty where it does not look. */
    default Optional<FilesAnswer> files() {
        return Optional.empty();
    }

    /** Closes connections and tunnels. Ends no hold. */
    @Override
    default void close() {}
}
