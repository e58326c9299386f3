package dev.flysnap.hook.client;

import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Resumed;
import java.time.Duration;
import java.util.List;

/**
 * The hook beside the databases of one machine, by one way to reach it. Every method throws {@link
 * dev.flysnap.problem.FlysnapException} when the hook does not do what was asked.
 */
public interface Quiescer extends AutoCloseable {

    /** How things stand. Changes nothing. */
    StatusAnswer status();

    /**
     * Brings the databases to the device and keeps writers off until {@link #resume}, or until
     * {@code hold} is over.
     *
     * @param attempt the idempotency key: asked again with the same, the hook gives the same lease
     * @param hold zero for no longer than the work itself needs
     * @param databases their names; empty for all
     */
    Quiesced quiesce(String attempt, Duration hold, List<String> databases);

    /** Lets writers go on, and tells whether they had been off until now. */
    Resumed resume(String lease);

    /** Ends what was started to reach the hook. Ends no hold. */
    @Override
    default void close() {}
}
